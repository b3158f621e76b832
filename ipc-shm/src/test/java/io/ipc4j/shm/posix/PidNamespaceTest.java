package io.ipc4j.shm.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PidNamespaceTest {

  @Test
  void theKernelsNumberIsTaken() {
    assertThat(PidNamespace.parse("pid:[4026531836]")).isEqualTo((int) 4026531836L);
    assertThat(PidNamespace.own()).isNotEqualTo(PidNamespace.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pid:[]", "pid:", "pid:[x]", "pid:[99999999999]", "]7["})
  void whatIsNoSuchNumberIsUnknown(String link) {
    assertThat(PidNamespace.parse(link)).isEqualTo(PidNamespace.UNKNOWN);
  }
}
