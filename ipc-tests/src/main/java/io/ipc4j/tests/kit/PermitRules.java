package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Read-write locks and semaphores of regions: who may be inside at once, and what death leaves. */
public interface PermitRules {
  private static Region attach(Lab lab) {
    return lab.session().regions().createOrAttach("data", 4096);
  }

  private static RegionReadWriteLock readWriteLock(Lab lab) {
    return attach(lab).readWriteLock("rw");
  }

  private static RegionSemaphore semaphore(Lab lab, int permits) {
    return attach(lab).semaphore("permits", permits);
  }

  private static Held held(@Nullable Held held) {
    return Objects.requireNonNull(held, "it should have been free");
  }

  @Rule(
      value = "R-40",
      needs = {Trait.REGIONS, Trait.REGION_READ_WRITE_LOCK})
  default void readersShareAndAWriterIsAlone(Lab lab) throws Exception {
    AtomicInteger readers = new AtomicInteger();
    AtomicInteger writers = new AtomicInteger();
    List<Task<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      RegionReadWriteLock lock = readWriteLock(lab);
      boolean writing = t == 0;
      tasks.add(
          lab.start(
              "user-" + t,
              () -> {
                for (int i = 0; i < 200; i++) {
                  if (writing) {
                    write(lock, lab, readers, writers);
                  } else {
                    read(lock, lab, readers, writers);
                  }
                }
                return null;
              }));
    }
    for (Task<Void> task : tasks) {
      task.get();
    }
    RegionReadWriteLock here = readWriteLock(lab);
    RegionReadWriteLock there = readWriteLock(lab);
    try (Held first = held(here.readLock().tryLock());
        Held second = held(there.readLock().tryLock())) {
      assertThat(first.previousOwnerDied() || second.previousOwnerDied()).isFalse();
      assertThat(there.writeLock().tryLock()).as("writing beside readers").isNull();
    }
    try (Held writer = held(here.writeLock().tryLock())) {
      assertThat(writer.previousOwnerDied()).isFalse();
      assertThat(there.readLock().tryLock()).as("reading beside a writer").isNull();
      assertThat(there.writeLock().tryLock()).as("writing beside a writer").isNull();
    }
  }

  private static void read(
      RegionReadWriteLock lock, Lab lab, AtomicInteger readers, AtomicInteger writers)
      throws InterruptedException {
    try (Held held = lock.readLock().lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).isFalse();
      readers.incrementAndGet();
      assertThat(writers.get()).as("writers beside a reader").isZero();
      readers.decrementAndGet();
    }
  }

  private static void write(
      RegionReadWriteLock lock, Lab lab, AtomicInteger readers, AtomicInteger writers)
      throws InterruptedException {
    try (Held held = lock.writeLock().lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).isFalse();
      assertThat(writers.incrementAndGet()).as("writers").isEqualTo(1);
      assertThat(readers.get()).as("readers beside a writer").isZero();
      Thread.yield();
      writers.decrementAndGet();
    }
  }

  @Rule(
      value = "R-41",
      needs = {Trait.REGIONS, Trait.REGION_READ_WRITE_LOCK})
  default void theDeathOfAWriterIsToldUntilAnotherHasWritten(Lab lab) throws Exception {
    RegionReadWriteLock lock = readWriteLock(lab);
    Ipc reading = lab.session();
    held(reading.regions().createOrAttach("data", 4096).readWriteLock("rw").readLock().tryLock());
    Task<Held> waiting = lab.start("lock", () -> lock.writeLock().lock());
    lab.awaitInside(waiting, "lock");
    reading.close();
    try (Held writer = waiting.get()) {
      assertThat(writer.previousOwnerDied()).as("a reader leaves nothing behind").isFalse();
    }
    Region dying = attach(lab);
    Held orphaned = held(dying.readWriteLock("rw").writeLock().tryLock());
    dying.close();
    orphaned.close();
    for (int i = 0; i < 2; i++) {
      try (Held reader = held(lock.readLock().tryLock())) {
        assertThat(reader.previousOwnerDied()).as("told to each reader").isTrue();
      }
    }
    try (Held writer = lock.writeLock().lock(lab.patience())) {
      assertThat(writer.previousOwnerDied()).as("told to the writer").isTrue();
    }
    try (Held reader = held(lock.readLock().tryLock())) {
      assertThat(reader.previousOwnerDied()).as("after it has been mended").isFalse();
    }
  }

  @Rule(
      value = "R-42",
      needs = {Trait.REGIONS, Trait.REGION_READ_WRITE_LOCK})
  default void waitingForAReadWriteLockEnds(Lab lab) throws Exception {
    Region leaving = attach(lab);
    RegionReadWriteLock there = leaving.readWriteLock("rw");
    RegionReadWriteLock here = readWriteLock(lab);
    Held writer = held(here.writeLock().tryLock());
    for (RegionLock half : List.of(there.readLock(), there.writeLock())) {
      assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> half.lock(Duration.ofMillis(20))))
          .contains("rw")
          .contains("@" + ProcessHandle.current().pid());
      Task<Held> interrupted = lab.start("lock", () -> half.lock());
      lab.awaitInside(interrupted, "lock");
      interrupted.interrupt();
      assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    }
    List<Task<Held>> ended =
        List.of(
            lab.start("lock", () -> there.readLock().lock()),
            lab.start("lock", () -> there.writeLock().lock()));
    ended.forEach(task -> lab.awaitInside(task, "lock"));
    leaving.close();
    ended.forEach(task -> assertThat(task.failure()).isInstanceOf(IpcClosedException.class));
    Task<Held> virtual = lab.startVirtual("lock", () -> readWriteLock(lab).readLock().lock());
    lab.awaitInside(virtual, "lock");
    writer.close();
    virtual.get().close();
    held(here.writeLock().lock(lab.patience())).close();
  }

  @Rule(
      value = "R-45",
      needs = {Trait.REGIONS, Trait.REGION_SEMAPHORE})
  default void noMorePermitsAreTakenThanThereAre(Lab lab) throws Exception {
    AtomicInteger taken = new AtomicInteger();
    List<Task<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      RegionSemaphore semaphore = semaphore(lab, 3);
      int amount = 1 + t % 2;
      tasks.add(
          lab.start(
              "user-" + t,
              () -> {
                for (int i = 0; i < 200; i++) {
                  try (Held held = semaphore.acquire(amount, lab.patience())) {
                    assertThat(held.previousOwnerDied()).isFalse();
                    assertThat(taken.addAndGet(amount)).as("taken").isLessThanOrEqualTo(3);
                    Thread.yield();
                    taken.addAndGet(-amount);
                  }
                }
                return null;
              }));
    }
    for (Task<Void> task : tasks) {
      task.get();
    }
    RegionSemaphore here = semaphore(lab, 3);
    assertThat(here.availablePermits()).isEqualTo(3);
    Held two = held(here.tryAcquire(2));
    assertThat(here.availablePermits()).isEqualTo(1);
    assertThat(semaphore(lab, 3).tryAcquire(2)).as("two of one").isNull();
    held(semaphore(lab, 3).tryAcquire(1)).close();
    two.close();
    two.close();
    assertThat(here.availablePermits()).isEqualTo(3);
  }

  @Rule(
      value = "R-46",
      needs = {Trait.REGIONS, Trait.REGION_SEMAPHORE})
  default void thePermitsOfTheDeadComeBackOnce(Lab lab) throws Exception {
    RegionSemaphore semaphore = semaphore(lab, 3);
    Ipc ending = lab.session();
    RegionSemaphore theirs = ending.regions().createOrAttach("data", 4096).semaphore("permits", 3);
    List<Held> orphaned = List.of(held(theirs.tryAcquire(1)), held(theirs.tryAcquire(1)));
    Held mine = held(semaphore.tryAcquire(1));
    Task<Held> waiting = lab.start("acquire", () -> semaphore.acquire(2));
    lab.awaitInside(waiting, "acquire");
    ending.close();
    try (Held inherited = waiting.get()) {
      assertThat(inherited.previousOwnerDied()).as("previous owner died").isTrue();
      orphaned.forEach(Held::close);
      assertThat(semaphore.availablePermits()).isZero();
    }
    mine.close();
    assertThat(semaphore.availablePermits()).isEqualTo(3);
    try (Held next = held(semaphore(lab, 3).tryAcquire(3))) {
      assertThat(next.previousOwnerDied()).as("told once").isFalse();
      assertThat(semaphore.availablePermits()).isZero();
    }
    Region closing = attach(lab);
    held(closing.semaphore("permits", 3).tryAcquire(3));
    closing.close();
    assertThat(semaphore.availablePermits()).isEqualTo(3);
    held(semaphore.tryAcquire(3)).close();
  }

  @Rule(
      value = "R-47",
      needs = {Trait.REGIONS, Trait.REGION_SEMAPHORE})
  default void waitingForPermitsEnds(Lab lab) throws Exception {
    Region leaving = attach(lab);
    RegionSemaphore there = leaving.semaphore("permits", 2);
    RegionSemaphore here = semaphore(lab, 2);
    Held all = held(here.tryAcquire(2));
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> there.acquire(1, Duration.ofMillis(20))))
        .contains("1 of 2 permits")
        .contains("@" + ProcessHandle.current().pid());
    for (boolean virtual : new boolean[] {false, true}) {
      Task<Held> interrupted =
          virtual
              ? lab.startVirtual("acquire", () -> there.acquire(1))
              : lab.start("acquire", () -> there.acquire(1));
      lab.awaitInside(interrupted, "acquire");
      interrupted.interrupt();
      assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    }
    Task<Held> ended = lab.start("acquire", () -> there.acquire(1));
    lab.awaitInside(ended, "acquire");
    leaving.close();
    assertThat(ended.failure()).isInstanceOf(IpcClosedException.class);
    assertThat(catchThrowable(() -> there.tryAcquire(1))).isInstanceOf(IpcClosedException.class);
    Task<Held> waiting = lab.start("acquire", () -> semaphore(lab, 2).acquire(2));
    lab.awaitInside(waiting, "acquire");
    all.close();
    waiting.get().close();
    assertThat(here.availablePermits()).isEqualTo(2);
  }
}
