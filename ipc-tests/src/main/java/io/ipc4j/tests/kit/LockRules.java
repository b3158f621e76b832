package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import io.ipc4j.spi.Trait;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What of regions is synchronised, and what is refused. */
public interface LockRules {
  private static Region attach(Lab lab) {
    return lab.session().regions().createOrAttach("data", 4096);
  }

  private static void requireFree(RegionLock lock, boolean afterDeath) {
    try (Held held = lock.tryLock()) {
      assertThat(held).as("the lock is free").isNotNull();
      if (held != null) {
        assertThat(held.previousOwnerDied()).as("previous owner died").isEqualTo(afterDeath);
      }
    }
  }

  @Rule(
      value = "R-20",
      needs = {Trait.REGIONS, Trait.REGION_LOCK})
  default void oneHoldsALockAtATime(Lab lab) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<Task<Void>> adding = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Region region = attach(lab);
      adding.add(
          lab.start(
              "adder-" + t,
              () -> {
                for (int i = 0; i < 500; i++) {
                  try (Held held = region.lock("sum").lock(lab.patience())) {
                    assertThat(held.previousOwnerDied()).isFalse();
                    assertThat(inside.incrementAndGet()).as("inside the lock").isEqualTo(1);
                    long sum = region.memory().get(ValueLayout.JAVA_LONG, 0);
                    Thread.yield();
                    inside.decrementAndGet();
                    region.memory().set(ValueLayout.JAVA_LONG, 0, sum + 1);
                  }
                }
                return null;
              }));
    }
    for (Task<Void> task : adding) {
      task.get();
    }
    assertThat(attach(lab).memory().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(2000);
  }

  @Rule(
      value = "R-21",
      needs = {Trait.REGIONS, Trait.REGION_LOCK})
  default void aHeldLockIsRefusedAndItsHolderNamed(Lab lab) throws Exception {
    RegionLock here = attach(lab).lock("a");
    Region elsewhere = attach(lab);
    RegionLock there = elsewhere.lock("a");
    Held held = here.lock();
    assertThat(held.previousOwnerDied()).isFalse();
    assertThat(there.tryLock()).isNull();
    assertThat(here.tryLock()).as("not reentrant").isNull();
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> there.lock(Duration.ofMillis(20))))
        .contains("@" + ProcessHandle.current().pid())
        .contains("a");
    requireFree(elsewhere.lock("b"), false);
    Task<Held> waiting = lab.start("lock", () -> there.lock());
    lab.awaitInside(waiting, "lock");
    assertThat(waiting.isDone()).isFalse();
    held.close();
    held.close();
    waiting.get().close();
    requireFree(here, false);
  }

  @Rule(
      value = "R-22",
      needs = {Trait.REGIONS, Trait.REGION_LOCK})
  default void aLockWhoseOwnerIsGoneTellsTheNext(Lab lab) throws Exception {
    Ipc ending = lab.session();
    Held orphaned = ending.regions().createOrAttach("data", 4096).lock("a").lock();
    RegionLock lock = attach(lab).lock("a");
    Task<Held> waiting = lab.start("lock", () -> lock.lock());
    lab.awaitInside(waiting, "lock");
    ending.close();
    try (Held held = waiting.get()) {
      assertThat(held.previousOwnerDied()).as("previous owner died").isTrue();
      orphaned.close();
      assertThat(attach(lab).lock("a").tryLock()).as("still held").isNull();
    }
    requireFree(lock, false);
  }

  @Rule(
      value = "R-23",
      needs = {Trait.REGIONS, Trait.REGION_LOCK})
  default void closingAMappingOrphansItsLocksAndEndsItsWaiters(Lab lab) throws Exception {
    Region holder = attach(lab);
    Region other = attach(lab);
    holder.lock("a").lock();
    Region leaving = attach(lab);
    Task<Held> waiting = lab.start("lock", () -> leaving.lock("a").lock());
    lab.awaitInside(waiting, "lock");
    leaving.close();
    assertThat(waiting.failure()).isInstanceOf(IpcClosedException.class);
    assertThat(catchThrowable(() -> leaving.lock("a").tryLock()))
        .isInstanceOf(IpcClosedException.class);
    holder.close();
    requireFree(other.lock("a"), true);
  }

  @Rule(
      value = "R-24",
      needs = {Trait.REGIONS, Trait.REGION_LOCK})
  default void waitingForALockCanBeInterrupted(Lab lab) throws Exception {
    RegionLock here = attach(lab).lock("a");
    RegionLock there = attach(lab).lock("a");
    try (Held held = here.lock()) {
      assertThat(held.previousOwnerDied()).isFalse();
      for (boolean virtual : new boolean[] {false, true}) {
        Task<Held> waiting =
            virtual
                ? lab.startVirtual("lock", () -> there.lock())
                : lab.start("lock", () -> there.lock());
        lab.awaitInside(waiting, "lock");
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
      }
    }
    requireFree(there, false);
  }

  @Rule(value = "R-30", needs = Trait.REGIONS)
  default void whatRegionsHaveNotIsRefusedByName(Lab lab) {
    Region region = attach(lab);
    MemorySegment bytes = MemorySegment.ofArray(new byte[8]);
    Map<Trait, ThrowingCallable> uses = new LinkedHashMap<>();
    uses.put(Trait.REGION_LOCK, () -> region.lock("lock"));
    uses.put(Trait.REGION_READ_WRITE_LOCK, () -> region.readWriteLock("rw"));
    uses.put(Trait.REGION_SEMAPHORE, () -> region.semaphore("permits", 2));
    uses.put(Trait.REGION_EVENT, () -> region.event("event"));
    uses.put(Trait.REGION_BARRIER, () -> region.barrier("barrier", 2));
    uses.put(Trait.REGION_LATCH, () -> region.latch("latch", 2));
    uses.put(
        Trait.REGION_GUARD,
        () -> {
          lab.set("ipc.region.guarded.guarded", "true");
          if (lab.has(Trait.REGION_GUARD)) {
            lab.session().regions().create("guarded", 4096).guardedWrite(0, bytes, 0, 8);
          } else {
            Refusal.of(
                ErrorIds.NOT_SUPPORTED, () -> lab.session().regions().create("guarded", 4096));
            region.guardedWrite(0, bytes, 0, 8);
          }
        });
    uses.put(
        Trait.REGION_FILE,
        () -> {
          lab.set("ipc.region.file.backing", "file");
          lab.session().regions().create("file", 4096);
        });
    uses.forEach((trait, use) -> {
      if (lab.has(trait)) {
        assertThat(catchThrowable(use)).as(trait.text()).isNull();
      } else {
        assertThat(Refusal.of(ErrorIds.NOT_SUPPORTED, use))
            .contains(trait.text())
            .contains(lab.transport().name());
      }
    });
  }

  @Rule("R-31")
  default void aTransportWithoutRegionsSaysWhoHasThem(Lab lab) {
    if (lab.has(Trait.REGIONS)) {
      assertThat(lab.session().regions().list()).isEmpty();
      return;
    }
    assertThat(Refusal.of(ErrorIds.NO_REGIONS, () -> lab.session().regions()))
        .contains(lab.transport().name())
        .contains("ipc.regions.transport");
  }
}
