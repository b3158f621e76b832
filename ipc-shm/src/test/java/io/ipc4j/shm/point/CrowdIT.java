package io.ipc4j.shm.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.point.VictimProcess.State;
import io.ipc4j.shm.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many processes that begin in an empty directory at once, half of which are killed wherever they
 * happen to be.
 *
 * <p>The system properties {@code ipc.test.crowd.processes} and {@code ipc.test.crowd.rounds} say
 * how many.
 */
@Timeout(6 * 3600)
final class CrowdIT {
  private static final int PROCESSES = Integer.getInteger("ipc.test.crowd.processes", 10);
  private static final int ROUNDS = Integer.getInteger("ipc.test.crowd.rounds", 1);
  private static final long APART = 1_000;

  /** A sender passes about twice as many points. */
  private static final int POINTS = 400;

  private final Path base;
  private final List<VictimProcess> victims = new ArrayList<>();
  private final List<Oracle> oracles = new ArrayList<>();
  private final Map<Long, Long> next = new HashMap<>();

  CrowdIT() throws IOException {
    base = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-crowd");
  }

  @AfterEach
  void close() throws IOException {
    victims.forEach(VictimProcess::close);
    oracles.forEach(Oracle::close);
    CrashRun.remove(base);
  }

  @Test
  void manyThatBeginAndDieAtOnceLoseNothing() throws InterruptedException, IOException {
    for (int round = 0; round < ROUNDS; round++) {
      crowd(Files.createDirectory(base.resolve("round-" + round)), new Random(round));
      victims.forEach(VictimProcess::close);
      victims.clear();
      oracles.forEach(Oracle::close);
      oracles.clear();
      next.clear();
    }
  }

  private void crowd(Path directory, Random random) throws InterruptedException {
    for (int i = 0; i < PROCESSES; i++) {
      Oracle oracle = new Oracle(directory.resolve(Oracle.NAME + i));
      oracle.begin(i * APART);
      oracles.add(oracle);
      VictimProcess victim = VictimProcess.start();
      victims.add(victim);
      String plan = i % 2 == 0 ? Plan.any(1 + random.nextInt(POINTS)) : "NONE";
      victim.run(Script.SENDER, VictimProcess.KILL, directory, Oracle.NAME + i, plan);
    }
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Receiver receiver = ipc.receiver(Script.CHANNEL)) {
      Await.until(
          "all have ended",
          () -> poll(receiver) == 0 && victims.stream().allMatch(CrowdIT::hasEnded),
          this::progress);
      Await.until("all is received", () -> poll(receiver) == 0 && isAllReceived());
    }
    for (int i = 0; i < PROCESSES; i++) {
      State state = victims.get(i).state();
      assertThat(state).as("%s", victims.get(i)).isIn(State.DONE, State.ENDED);
      long end = next.getOrDefault((long) i, i * APART);
      assertThat(end).isBetween(oracles.get(i).acknowledged(), oracles.get(i).attempted());
      if (i % 2 == 1) {
        assertThat(end - i * APART).as("of one that wasn't killed").isEqualTo(Script.MESSAGES);
      }
    }
    Path shm = directory.resolve("ipc/default/shm");
    assertThat(Directories.list(shm.resolve("channels"))).isEmpty();
    assertThat(Directories.list(shm)).filteredOn(SharedFile::isUnfinished).isEmpty();
  }

  /**
   * What all have said, and what has come of their messages: it may be long until all have ended.
   */
  private long progress() {
    return victims.stream().mapToLong(victim -> victim.heard().size()).sum()
        + next.values().stream().mapToLong(number -> number % APART).sum();
  }

  private static boolean hasEnded(VictimProcess victim) {
    State state = victim.state();
    return state != State.RUNNING && state != State.STOPPED;
  }

  private boolean isAllReceived() {
    for (int i = 0; i < PROCESSES; i++) {
      if (next.getOrDefault((long) i, i * APART) < oracles.get(i).acknowledged()) {
        return false;
      }
    }
    return true;
  }

  /** Each sender's messages come in order, without a hole, once. */
  private int poll(Receiver receiver) {
    return receiver.poll(
        (memory, offset, length) -> {
          long number = Numbered.number(memory, offset, length);
          long sender = number / APART;
          assertThat(number).isEqualTo(next.getOrDefault(sender, sender * APART));
          next.put(sender, number + 1);
        },
        1_000);
  }
}
