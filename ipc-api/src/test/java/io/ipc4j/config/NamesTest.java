package io.ipc4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.error.IpcConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "quotes", "My.Quotes_2-b", "a..b"})
  void namesAreLettersDigitsAndThreeMarks(String name) {
    assertThat(Names.isValid(name)).isTrue();
    assertThat(Names.require("channel", name)).isSameAs(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "-a", "_a", ".a", "a/b", "../a", "a b", "a\n", "ä", "a\0", "*"})
  void nothingElseIsAName(String name) {
    assertThat(Names.isValid(name)).isFalse();
    assertThatThrownBy(() -> Names.require("channel", name))
        .isInstanceOf(IpcConfigException.class)
        .hasMessageStartingWith("[ipc/bad-name] channel=");
  }

  @Test
  void namesHaveAtMost64Characters() {
    assertThat(Names.isValid("x".repeat(64))).isTrue();
    assertThat(Names.isValid("x".repeat(65))).isFalse();
  }
}
