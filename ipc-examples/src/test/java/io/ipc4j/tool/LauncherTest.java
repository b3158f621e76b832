package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LauncherTest {

  private static String introduction() {
    Map<String, String> environment = new HashMap<>();
    Launcher.introduce(environment);
    return environment.values().iterator().next();
  }

  @Test
  void aLivingOneIsThere() {
    assertThat(Launcher.isGone(introduction())).isFalse();
  }

  @Test
  void aClockThatWasSetALittleDoesNotMatter() {
    long started = ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).get();
    assertThat(Launcher.isGone(introduction().replace("" + started, "" + (started + 900))))
        .isFalse();
  }

  @Test
  void oneWhoseNumberNobodyHasOrSomebodyElseIsGone() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    String own = ProcessHandle.current().pid() + "@";
    assertThat(Launcher.isGone(introduction().replace(own, ended.pid() + "@"))).isTrue();
    assertThat(Launcher.isGone(introduction().replaceFirst("@\\d+", "@1000"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1@", "1@2 in ", "1@2 in pid:[1]", "99999999999999999999@1 in y"})
  void whatIsNotUnderstoodIsNoProof(String known) {
    assertThat(Launcher.isGone(known)).isFalse();
  }
}
