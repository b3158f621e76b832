package io.ipc4j.shm.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Processes killed by SIGKILL while they use the objects of a region: counts stay exact, nobody is
 * stuck, and nothing of the dead is left.
 *
 * <p>The system properties {@code ipc.test.processes} and {@code ipc.test.kills} say how many.
 */
@Timeout(3 * 3600)
final class RegionKillsIT {
  private static final int PROCESSES = Integer.getInteger("ipc.test.processes", 4);
  private static final int KILLS = Integer.getInteger("ipc.test.kills", 6);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Ipc ipc;
  private final Region region;
  private final List<Child> children = new ArrayList<>();
  private final BlockingQueue<Child> inside = new LinkedBlockingQueue<>();
  private final Random random = new Random(3);

  RegionKillsIT() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-kills");
    ipc = Ipc.open(Contender.config(directory));
    region = ipc.regions().create(Contender.REGION, 8192);
  }

  @AfterEach
  void close() throws IOException {
    children.forEach(Child::close);
    ipc.close();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Child start(String what, int index, long last) {
    Child child =
        Child.start(
            Contender.class,
            directory.toString(),
            what,
            Integer.toString(index),
            Long.toString(last));
    children.add(child);
    return child;
  }

  /** Kills one process after the other in the middle of a section, and replaces it. */
  private void killInside(String what) throws InterruptedException {
    for (int index = 0; index < PROCESSES; index++) {
      listen(start(what, index, 20 + random.nextInt(500)));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      Child victim = inside.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(victim).as("after %d kills nobody is stuck: %s", kill, children).isNotNull();
      Objects.requireNonNull(victim).kill();
      children.remove(victim);
      listen(start(what, PROCESSES + kill, 20 + random.nextInt(500)));
    }
    region.atomics().setLong(Contender.STOP, 1);
    for (Child child : children) {
      assertThat(child.awaitEnd()).as("%s", child).isZero();
    }
  }

  private void listen(Child child) {
    Thread ignored =
        Thread.ofVirtual()
            .start(() -> {
              try {
                String rest = child.hear("inside");
                assertThat(rest).isEmpty();
                inside.add(child);
              } catch (AssertionError e) {
                // It was stopped before it got there, or failed, which its exit code says.
              }
            });
  }

  @Test
  void underTheLockTheSumEqualsTheLedgers() throws InterruptedException {
    killInside("lock");
    try (Held held = region.lock("lock").lock(PATIENCE)) {
      long before = region.atomics().getLong(Contender.TOTAL);
      assertThat(held.previousOwnerDied() || before == Contender.ledgers(region))
          .as("no difference without a death")
          .isTrue();
      Contender.mend(region, held); // whom the last one killed left it to
      long total = region.atomics().getLong(Contender.TOTAL);
      assertThat(total).isEqualTo(Contender.ledgers(region)).isGreaterThan(20L * KILLS);
      System.out.printf(
          "lock: processes=%d kills=%d sum=%d ledgers=%d%n",
          PROCESSES, KILLS, total, Contender.ledgers(region));
    }
  }

  @Test
  void thePermitsOfTheKilledComeBackExactly() throws InterruptedException {
    killInside("permits");
    RegionSemaphore semaphore = region.semaphore("permits", Contender.PERMITS);
    assertThat(semaphore.availablePermits()).isEqualTo(Contender.PERMITS);
    long total = region.atomics().getLong(Contender.TOTAL);
    assertThat(total + KILLS).isEqualTo(Contender.ledgers(region)).isGreaterThan(20L * KILLS);
    System.out.printf(
        "semaphore: processes=%d kills=%d sum=%d ledgers=%d permits=%d of %d%n",
        PROCESSES,
        KILLS,
        total,
        Contender.ledgers(region),
        semaphore.availablePermits(),
        Contender.PERMITS);
  }

  @Test
  void processesKilledAtAnyMomentLeaveNothing() {
    int kills = 3 * KILLS;
    for (int index = 0; index < 3; index++) {
      start("anything", index, 0).hear("ready");
    }
    for (int kill = 0; kill < kills; kill++) {
      LockSupport.parkNanos(random.nextLong(30_000_000)); // any moment is as good
      Child victim = children.remove(random.nextInt(children.size()));
      victim.kill();
      requireUsable(kill);
      start("anything", 3 + kill, 0).hear("ready");
    }
    region.atomics().setLong(Contender.STOP, 1);
    for (Child child : children) {
      assertThat(child.awaitEnd()).as("%s", child).isZero();
    }
    requireNothingLeft();
    System.out.printf("any moment: kills=%d, nothing left%n", kills);
  }

  /** While others go on. */
  private void requireUsable(int kill) {
    RegionSemaphore semaphore = region.semaphore("permits", Contender.PERMITS);
    for (RegionLock lock : List.of(region.lock("lock"), region.readWriteLock("rw").writeLock())) {
      Await.until("a lock after kill " + kill, () -> took(lock.tryLock()));
    }
    Await.until("all permits after " + kill, () -> took(semaphore.tryAcquire(Contender.PERMITS)));
  }

  private static boolean took(@Nullable Held held) {
    if (held != null) {
      held.close();
    }
    return held != null;
  }

  /** Nobody else is there any more. */
  private void requireNothingLeft() {
    RegionSemaphore semaphore = region.semaphore("permits", Contender.PERMITS);
    assertThat(semaphore.availablePermits()).isEqualTo(Contender.PERMITS);
    assertThat(took(region.lock("lock").tryLock())).isTrue();
    assertThat(took(region.readWriteLock("rw").writeLock().tryLock())).isTrue();
    List<Held> readers = new ArrayList<>();
    for (int record = 0; record < RegionLayout.RECORDS; record++) {
      readers.add(Objects.requireNonNull(region.readWriteLock("rw").readLock().tryLock()));
    }
    readers.forEach(Held::close);
    assertThat(took(region.readWriteLock("rw").writeLock().tryLock())).isTrue();
  }
}
