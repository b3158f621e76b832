package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.spi.Trait;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receiver dies in the middle of a stream, and another one goes on. */
final class ReplacementIT {
  private @Nullable ToolWorld world;

  @AfterEach
  void end() {
    if (world != null) {
      world.close();
    }
  }

  static List<String> transports() {
    return Transports.betweenStrangers();
  }

  /**
   * Where unread messages survive nothing is lost. Elsewhere what was on its way is lost, which the
   * sender reports; what follows arrives without a gap.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void aReceiverThatIsKilledIsReplacedByAnother(String transport) throws Exception {
    ToolWorld world = new ToolWorld(transport, "q");
    this.world = world;
    ToolProcess victim = world.start("receive", "q");
    ToolProcess sender = world.start("send", "q");
    sender.type("1\n");
    victim.awaitOutput("1\n");
    victim.kill();
    ToolProcess heir = world.start("receive", "q", "--once");
    int last = 1;
    while (!heir.hasWritten() && last < 10_000) {
      sender.type(++last + "\n");
      Thread.sleep(10);
    }
    int code = sender.endInput().exitCode();
    List<Integer> received = heir.expectExit(0).text().lines().map(Integer::valueOf).toList();
    int first = received.getFirst();
    assertThat(received).isEqualTo(IntStream.rangeClosed(first, last).boxed().toList());
    if (Transports.declares(transport, Trait.UNREAD_SURVIVES)) {
      assertThat(first).isEqualTo(2);
      assertThat(code).as("exit code: %s", sender).isZero();
    } else if (first > 2) {
      assertThat(code).as("exit code: %s", sender).isEqualTo(1);
      assertThat(sender.errors()).contains("messages in doubt: their receivers went away");
    }
  }
}
