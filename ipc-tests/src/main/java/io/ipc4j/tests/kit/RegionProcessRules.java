package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
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
}
