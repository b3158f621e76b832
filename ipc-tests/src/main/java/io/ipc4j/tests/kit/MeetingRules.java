package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.spi.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Events, barriers and latches of regions: who waits is told what happens, and nothing is lost. */
public interface MeetingRules {
  private static Region attach(Lab lab) {
    return lab.session().regions().createOrAttach("data", 4096);
  }

  @Rule(
      value = "R-50",
      needs = {Trait.REGIONS, Trait.REGION_EVENT})
  default void noSignalIsMissed(Lab lab) throws Exception {
    RegionEvent here = attach(lab).event("event");
    RegionEvent there = attach(lab).event("event");
    int rounds = 500;
    Task<Void> answering =
        lab.start(
            "answering",
            () -> {
              for (long seen = 0; seen < 2L * rounds; seen += 2) {
                awaitCount(there, seen, lab);
                there.signal();
              }
              return null;
            });
    for (long seen = 0; seen < 2L * rounds; seen += 2) {
      here.signal();
      awaitCount(here, seen + 1, lab);
    }
    answering.get();
    long count = here.count();
    assertThat(count).isEqualTo(2L * rounds);
    assertThat(here.await(count, Duration.ofMillis(20))).as("the time is over").isEqualTo(count);
    assertThat(here.await(count - 5, lab.patience())).isEqualTo(count);
  }

  private static void awaitCount(RegionEvent event, long seen, Lab lab)
      throws InterruptedException {
    assertThat(event.await(seen, lab.patience())).as("signals").isEqualTo(seen + 1);
  }

  @Rule(
      value = "R-51",
      needs = {Trait.REGIONS, Trait.REGION_EVENT})
  default void aSignalWakesAllAndWaitingEnds(Lab lab) throws Exception {
    Region leaving = attach(lab);
    RegionEvent here = attach(lab).event("event");
    List<Task<Long>> woken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RegionEvent there = attach(lab).event("event");
      woken.add(
          i == 0
              ? lab.startVirtual("await", () -> there.await(0, lab.patience()))
              : lab.start("await", () -> there.await(0, lab.patience())));
    }
    Task<Long> interrupted = lab.start("await", () -> here.await(0, lab.patience()));
    Task<Long> ended = lab.start("await", () -> leaving.event("event").await(0, lab.patience()));
    woken.forEach(task -> lab.awaitInside(task, "await"));
    lab.awaitInside(interrupted, "await");
    lab.awaitInside(ended, "await");
    interrupted.interrupt();
    assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    leaving.close();
    assertThat(ended.failure()).isInstanceOf(IpcClosedException.class);
    here.signal();
    for (Task<Long> task : woken) {
      assertThat(task.get()).isEqualTo(1);
    }
  }

  @Rule(
      value = "R-55",
      needs = {Trait.REGIONS, Trait.REGION_BARRIER})
  default void allPartiesMeetAgainAndAgain(Lab lab) throws Exception {
    int rounds = 50;
    AtomicInteger arrived = new AtomicInteger();
    List<Task<Void>> parties = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      RegionBarrier barrier = attach(lab).barrier("barrier", 3);
      parties.add(
          lab.start(
              "party-" + p,
              () -> {
                for (int round = 1; round <= rounds; round++) {
                  arrived.incrementAndGet();
                  assertThat(barrier.await(lab.patience())).as("all have come").isTrue();
                  assertThat(arrived.get()).as("have come").isGreaterThanOrEqualTo(3 * round);
                }
                return null;
              }));
    }
    for (Task<Void> party : parties) {
      party.get();
    }
    assertThat(attach(lab).barrier("one", 1).await(lab.patience())).isTrue();
  }

  @Rule(
      value = "R-56",
      needs = {Trait.REGIONS, Trait.REGION_BARRIER})
  default void aDeadPartyHoldsNobody(Lab lab) throws Exception {
    RegionBarrier here = attach(lab).barrier("barrier", 4);
    RegionBarrier there = attach(lab).barrier("barrier", 4);
    Region dying = attach(lab);
    Task<Boolean> dead =
        lab.start("await", () -> dying.barrier("barrier", 4).await(lab.patience()));
    Task<Boolean> waiting = lab.start("await", () -> here.await(lab.patience()));
    lab.await("both have arrived", () -> Arrivals.othersAt(there) == 2);
    dying.close();
    assertThat(dead.failure()).isInstanceOf(IpcClosedException.class);
    assertThat(waiting.get()).as("the dead one came, and is gone").isFalse();
    List<RegionBarrier> all =
        List.of(here, there, attach(lab).barrier("barrier", 4), attach(lab).barrier("barrier", 4));
    List<Task<Boolean>> next = new ArrayList<>();
    for (RegionBarrier party : all) {
      next.add(lab.start("await", () -> party.await(lab.patience())));
    }
    for (Task<Boolean> party : next) {
      assertThat(party.get()).as("the next meeting").isTrue();
    }
  }

  @Rule(
      value = "R-57",
      needs = {Trait.REGIONS, Trait.REGION_BARRIER})
  default void anArrivalIsUndoneByTimeOrInterrupt(Lab lab) throws Exception {
    RegionBarrier here = attach(lab).barrier("barrier", 2);
    RegionBarrier there = attach(lab).barrier("barrier", 2);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> here.await(Duration.ofMillis(20))))
        .contains("2 parties");
    Task<Boolean> interrupted = lab.start("await", () -> there.await(lab.patience()));
    lab.awaitInside(interrupted, "await");
    interrupted.interrupt();
    assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    Task<Boolean> first = lab.startVirtual("await", () -> there.await(lab.patience()));
    lab.awaitInside(first, "await");
    assertThat(first.isDone()).as("two of two are there before the second comes").isFalse();
    assertThat(here.await(lab.patience())).isTrue();
    assertThat(first.get()).isTrue();
  }

  @Rule(
      value = "R-60",
      needs = {Trait.REGIONS, Trait.REGION_LATCH})
  default void aLatchOpensOnceAndStaysOpen(Lab lab) throws Exception {
    RegionLatch here = attach(lab).latch("latch", 2);
    RegionLatch there = attach(lab).latch("latch", 2);
    Task<Void> waiting =
        lab.start(
            "await",
            () -> {
              there.await(lab.patience());
              return null;
            });
    lab.awaitInside(waiting, "await");
    here.countDown();
    assertThat(there.count()).isEqualTo(1);
    assertThat(waiting.isDone()).isFalse();
    here.countDown();
    waiting.get();
    here.countDown();
    assertThat(there.count()).isZero();
    there.await(Duration.ZERO);
    attach(lab).latch("open", 0).await(Duration.ZERO);
  }

  @Rule(
      value = "R-61",
      needs = {Trait.REGIONS, Trait.REGION_LATCH})
  default void waitingForALatchEnds(Lab lab) throws Exception {
    Region leaving = attach(lab);
    RegionLatch latch = leaving.latch("latch", 7);
    latch.countDown();
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> latch.await(Duration.ofMillis(20))))
        .contains("latch")
        .contains("6");
    List<Task<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Task<Void> task =
          lab.start(
              "await",
              () -> {
                latch.await(lab.patience());
                return null;
              });
      lab.awaitInside(task, "await");
      tasks.add(task);
    }
    tasks.getFirst().interrupt();
    assertThat(tasks.getFirst().failure()).isInstanceOf(InterruptedException.class);
    leaving.close();
    assertThat(tasks.getLast().failure()).isInstanceOf(IpcClosedException.class);
  }
}
