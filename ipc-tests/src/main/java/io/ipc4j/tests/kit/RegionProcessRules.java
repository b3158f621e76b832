package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.Trait;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Regions between processes, which may be killed while they hold a lock. */
public interface RegionProcessRules {
  private static Region attach(Lab lab) {
    return lab.session().regions().createOrAttach("data", 4096);
  }

  @Rule(
      value = "X-20",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS})
  default void processesSeeEachOthersWritesAndOneCreates(Lab lab) {
    List<Peer> peers = List.of(lab.peer(), lab.peer());
    for (int round = 0; round < 5; round++) {
      String name = "race" + round;
      List<CompletableFuture<String>> racing =
          peers.stream().map(peer -> peer.ask("region", name, 8192)).toList();
      Region here = lab.session().regions().createOrAttach(name, 8192);
      here.atomics().getAndAddLong(0, 1);
      for (int p = 0; p < peers.size(); p++) {
        peers.get(p).await(racing.get(p), "the region is there");
        peers.get(p).call("increment");
      }
      assertThat(here.atomics().getLong(0)).isEqualTo(3);
      here.memory().set(ValueLayout.JAVA_LONG, 4096, round);
      for (Peer peer : peers) {
        assertThat(peer.call("read", 4096)).isEqualTo(Integer.toString(round));
      }
    }
  }

  @Rule(
      value = "X-21",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS})
  default void aRegionOutlivesTheProcessThatMadeIt(Lab lab) {
    Peer maker = lab.peer();
    maker.call("region", "data", 4096);
    maker.call("increment");
    maker.kill();
    Region found = attach(lab);
    assertThat(found.atomics().getLong(0)).isEqualTo(1);
    assertThat(lab.session().regions().remove("data")).isTrue();
    assertThat(lab.session().regions().list()).isEmpty();
  }

  @Rule(
      value = "X-22",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_LOCK})
  default void oneProcessHoldsALockAtATime(Lab lab) throws Exception {
    int each = 1000;
    Region here = attach(lab);
    List<Peer> peers = List.of(lab.peer(), lab.peer());
    List<CompletableFuture<String>> adding = new ArrayList<>();
    for (Peer peer : peers) {
      peer.call("region", "data", 4096);
      adding.add(peer.ask("add", each));
    }
    for (int i = 0; i < each; i++) {
      try (Held held = here.lock("sum").lock(lab.patience())) {
        assertThat(held.previousOwnerDied()).isFalse();
        long sum = here.memory().get(ValueLayout.JAVA_LONG, 8);
        here.memory().set(ValueLayout.JAVA_LONG, 8, sum + 1);
      }
    }
    for (int p = 0; p < peers.size(); p++) {
      peers.get(p).await(adding.get(p), "all is added");
    }
    assertThat(here.memory().get(ValueLayout.JAVA_LONG, 8)).isEqualTo(3L * each);
  }

  @Rule(
      value = "X-23",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_LOCK})
  default void theLockOfAKilledProcessGoesToTheNextWhoIsTold(Lab lab) throws Exception {
    Region here = attach(lab);
    for (int round = 0; round < 2; round++) {
      Peer holder = lab.peer();
      holder.call("region", "data", 4096);
      assertThat(holder.call("lock")).isEqualTo("false");
      assertThat(here.lock("held").tryLock()).isNull();
      assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> here.lock("held").lock(Duration.ofMillis(50))))
          .contains("@" + holder.pid());
      Task<Held> waiting = lab.start("lock", () -> here.lock("held").lock());
      lab.awaitInside(waiting, "lock");
      holder.kill();
      Held inherited = waiting.get();
      assertThat(inherited.previousOwnerDied()).as("previous owner died").isTrue();
      inherited.close();
    }
    try (Held held = here.lock("held").lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).as("told once").isFalse();
    }
  }

  @Rule(
      value = "X-24",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_LOCK})
  default void theLockOfAPausedProcessIsNotTaken(Lab lab) throws Exception {
    Region here = attach(lab);
    Peer holder = lab.peer();
    holder.call("region", "data", 4096);
    holder.call("lock");
    holder.pause();
    Duration longerThanAnyHeartbeat = Duration.ofSeconds(2);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> here.lock("held").lock(longerThanAnyHeartbeat)))
        .contains("@" + holder.pid());
    holder.resume();
    holder.kill();
    try (Held held = here.lock("held").lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).isTrue();
    }
  }

  private static Peer peer(Lab lab) {
    Peer peer = lab.peer();
    peer.call("region", "data", 4096);
    return peer;
  }

  @Rule(
      value = "X-25",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_SEMAPHORE})
  default void thePermitsOfAKilledProcessComeBackOnce(Lab lab) throws Exception {
    RegionSemaphore permits = attach(lab).semaphore("permits", 3);
    Peer holder = peer(lab);
    assertThat(holder.call("permits", 2)).isEqualTo("false");
    assertThat(permits.availablePermits()).isEqualTo(1);
    Task<Held> waiting = lab.start("acquire", () -> permits.acquire(2));
    lab.awaitInside(waiting, "acquire");
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> permits.acquire(2, Duration.ofMillis(50))))
        .contains("@" + holder.pid());
    holder.kill();
    try (Held inherited = waiting.get()) {
      assertThat(inherited.previousOwnerDied()).as("previous owner died").isTrue();
      assertThat(permits.availablePermits()).isEqualTo(1);
    }
    assertThat(permits.availablePermits()).isEqualTo(3);
    try (Held all = permits.acquire(3, lab.patience())) {
      assertThat(all.previousOwnerDied()).as("told once").isFalse();
    }
  }

  @Rule(
      value = "X-26",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_SEMAPHORE})
  default void thePermitsOfAPausedProcessAreNotTaken(Lab lab) throws Exception {
    RegionSemaphore permits = attach(lab).semaphore("permits", 3);
    Peer holder = peer(lab);
    holder.call("permits", 3);
    holder.pause();
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> permits.acquire(1, Duration.ofSeconds(1))))
        .contains("@" + holder.pid());
    assertThat(permits.availablePermits()).isZero();
    holder.resume();
    holder.call("release");
    try (Held held = permits.acquire(3, lab.patience())) {
      assertThat(held.previousOwnerDied()).as("nobody died").isFalse();
    }
  }

  @Rule(
      value = "X-27",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_READ_WRITE_LOCK})
  default void aReadWriteLockOutlivesReadersAndWritersThatAreKilled(Lab lab) throws Exception {
    RegionReadWriteLock lock = attach(lab).readWriteLock("rw");
    Peer reader = peer(lab);
    reader.call("readLock");
    assertThat(lock.writeLock().tryLock()).as("writing beside a reader").isNull();
    lock.readLock().lock(lab.patience()).close();
    reader.kill();
    try (Held held = lock.writeLock().lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).as("a reader has changed nothing").isFalse();
    }
    Peer writer = peer(lab);
    writer.call("writeLock");
    assertThat(lock.readLock().tryLock()).as("reading beside a writer").isNull();
    writer.kill();
    try (Held held = lock.readLock().lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).as("told to a reader").isTrue();
    }
    try (Held held = lock.writeLock().lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).as("told to the writer").isTrue();
    }
    try (Held held = lock.readLock().lock(lab.patience())) {
      assertThat(held.previousOwnerDied()).as("after it has been mended").isFalse();
    }
  }

  @Rule(
      value = "X-28",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_BARRIER})
  default void aKilledPartyHoldsNobody(Lab lab) throws Exception {
    Region region = attach(lab);
    Peer party = peer(lab);
    CompletableFuture<String> met = party.ask("meet", "three", 3);
    Task<Boolean> first =
        lab.start("await", () -> region.barrier("three", 3).await(lab.patience()));
    assertThat(region.barrier("three", 3).await(lab.patience())).isTrue();
    assertThat(first.get()).isTrue();
    assertThat(party.await(met, "all have come")).isEqualTo("true");

    RegionBarrier four = region.barrier("four", 4);
    CompletableFuture<String> dying = party.ask("meet", "four", 4);
    Task<Boolean> waiting = lab.start("await", () -> four.await(lab.patience()));
    lab.await("both have arrived", () -> Arrivals.othersAt(four) == 2);
    assertThat(dying.isDone()).isFalse();
    party.kill();
    assertThat(waiting.get()).as("one came, and is gone").isFalse();
  }

  @Rule(
      value = "X-29",
      needs = {Trait.CROSS_PROCESS, Trait.REGIONS, Trait.REGION_EVENT, Trait.REGION_LATCH})
  default void eventsAndLatchesReachOtherProcesses(Lab lab) throws Exception {
    int rounds = 200;
    Region here = attach(lab);
    Peer other = peer(lab);
    CompletableFuture<String> echo = other.ask("echoSignals", rounds);
    RegionEvent answers = here.event("answers");
    for (long seen = 0; seen < rounds; seen++) {
      here.event("questions").signal();
      assertThat(answers.await(seen, lab.patience())).isEqualTo(seen + 1);
    }
    assertThat(other.await(echo, "all signals came")).isEqualTo(Integer.toString(rounds));
    assertThat(other.call("countDown")).isEqualTo("1");
    other.kill();
    here.latch("latch", 2).countDown();
    here.latch("latch", 2).await(Duration.ZERO);
  }
}
