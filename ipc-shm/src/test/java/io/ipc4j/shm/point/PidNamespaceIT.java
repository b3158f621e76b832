package io.ipc4j.shm.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ipc4j.Ipc;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Receiver;
import io.ipc4j.shm.point.VictimProcess.State;
import io.ipc4j.shm.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes in PID namespaces of their own, all of which have the same process number there. */
final class PidNamespaceIT {
  /** The shell is the namespace's first process, which its own signals don't kill. */
  private static final List<String> NAMESPACE =
      List.of("unshare", "--pid", "--fork", "--kill-child", "sh", "-c", "\"$@\"; exit $?", "sh");

  private static final long APART = 1_000;

  /** The ring doesn't wrap before, so that each is a message. */
  private static final String SIXTH = Plan.time(CrashPoint.LANE_PUBLISH, 6);

  private static final String NINTH = Plan.time(CrashPoint.LANE_PUBLISH, 9);

  private final Path directory;
  private final Log log = new Log();

  PidNamespaceIT() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-pids");
  }

  @BeforeEach
  void requireNamespaces() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("unshare", "--pid", "--fork", "true").redirectErrorStream(true).start();
    assumeTrue(process.waitFor() == 0, "needs the right to make a PID namespace (root)");
  }

  @AfterEach
  void close() {
    CrashRun.remove(directory);
  }

  /** A number that a dead process had, and a living one has again, says nothing about either. */
  @Test
  void aProcessNumberInUseAgainKeepsNobodyAliveAndKillsNobody() throws InterruptedException {
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Receiver receiver = ipc.receiver(Script.CHANNEL);
        Oracle firsts = new Oracle(directory.resolve("first"));
        Oracle seconds = new Oracle(directory.resolve("second"));
        VictimProcess first = VictimProcess.startBy(NAMESPACE);
        VictimProcess second = VictimProcess.startBy(NAMESPACE)) {
      seconds.begin(APART);
      // It stands still at its sixth record, and lives.
      first.run(Script.SENDER, VictimProcess.STOP, directory, "first", SIXTH);
      await("the first stops", receiver, () -> firsts.acknowledged() == 5);
      second.run(Script.SENDER, VictimProcess.KILL, directory, "second", NINTH);
      await("the second is killed", receiver, () -> second.state() == State.ENDED);
      assertThat(second.wasKilled()).isTrue();
      await("its messages come", receiver, () -> numbers(APART) >= 8);
      await("its end is noticed", receiver, () -> receiver.stats().linksLost() == 1);
      assertThat(receiver.peers()).hasSize(1);
      long pid = receiver.peers().getFirst().pid().orElseThrow();

      try (Oracle thirds = new Oracle(directory.resolve("third"));
          VictimProcess third = VictimProcess.startBy(NAMESPACE)) {
        thirds.begin(2 * APART);
        third.run(Script.SENDER, VictimProcess.STOP, directory, "third", NINTH);
        await("the third stops", receiver, () -> thirds.acknowledged() == 2 * APART + 8);
        assertThat(receiver.peers()).extracting(PeerInfo::pid).hasSize(2);
        assertThat(receiver.peers())
            .as("one number, seen from inside")
            .allMatch(peer -> peer.pid().orElseThrow() == pid);
        assertThat(receiver.stats().linksLost()).isEqualTo(1);
      }
      await("the third's end is noticed", receiver, () -> receiver.stats().linksLost() == 2);
      await("the third's messages come", receiver, () -> numbers(2 * APART) >= 8);
      assertThat(receiver.peers()).as("the first is stopped, not dead").hasSize(1);
    }
    assertThat(numbers(0)).isEqualTo(5);
    assertThat(numbers(APART)).isEqualTo(8);
    assertThat(numbers(2 * APART)).isEqualTo(8);
  }

  /** How many messages of a sender came. */
  private long numbers(long first) {
    return log.entries().stream()
        .filter(one -> one.number() >= first && one.number() < first + APART)
        .count();
  }

  private void await(String what, Receiver receiver, BooleanSupplier condition) {
    Await.until(
        what,
        () -> {
          try {
            log.poll(receiver);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return condition.getAsBoolean();
        });
  }
}
