package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code ipc clean}, after a process that was killed. */
final class CleanIT {

  private final ToolWorld world = new ToolWorld("shm");

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void whatAKilledReceiverLeftIsReadOrRemoved() throws Exception {
    assertThat(world.start("clean").expectExit(0).text()).isEqualTo("Nothing was left behind.\n");

    ToolProcess receiver = world.start("receive", "news");
    world.start("send", "news").type("zero\n").endInput().expectExit(0);
    receiver.awaitOutput("zero\n");
    receiver.signal("STOP");
    world.start("send", "news").type("one\ntwo\n").endInput().expectExit(0);
    receiver.kill();
    assertThat(world.start("clean", "--json").expectExit(0).text())
        .contains("\"removed\": false", "unread messages, which the next receiver gets");
    assertThat(world.start("receive", "news", "--count", "2").expectExit(0).text())
        .isEqualTo("one\ntwo\n");

    assertThat(world.start("clean", "--all").expectExit(0).text())
        .containsPattern("shm +yes .*/shm +nobody is there");
    assertThat(world.start("clean", "--all").expectExit(0).text())
        .isEqualTo("Nothing was left behind.\n");
  }
}
