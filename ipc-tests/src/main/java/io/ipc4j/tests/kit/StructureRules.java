package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionCell;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.region.RegionRecords;
import io.ipc4j.spi.Trait;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/** What names in regions stand for, typed views of a region, and regions in files. */
public interface StructureRules {
  /**
   * A value that shows by itself whether it is whole.
   *
   * @param number the value
   * @param squared its square
   * @param negated its negation
   */
  record Triple(long number, long squared, long negated) {
    /** Its form in memory. */
    public static final Codec<Triple> CODEC = Codecs.record(MethodHandles.lookup(), Triple.class);

    static Triple of(long number) {
      return new Triple(number, number * number, -number);
    }

    void requireWhole() {
      assertThat(this).as("a whole value").isEqualTo(of(number));
    }
  }

  private static Region attach(Lab lab) {
    return lab.session().regions().createOrAttach("data", 4096);
  }

  @Rule(
      value = "R-25",
      needs = {Trait.REGIONS, Trait.REGION_LOCK, Trait.REGION_SEMAPHORE})
  default void aNameStandsForOneObject(Lab lab) {
    Region here = attach(lab);
    Region there = attach(lab);
    here.semaphore("a", 3);
    here.lock("b");
    assertThat(Refusal.of(ErrorIds.REGION_OBJECT, () -> there.lock("a")))
        .contains("a lock")
        .contains("semaphore with permits=3")
        .contains("data");
    assertThat(Refusal.of(ErrorIds.REGION_OBJECT, () -> there.semaphore("a", 4)))
        .contains("permits=3")
        .contains("permits=4");
    Refusal.of(ErrorIds.REGION_OBJECT, () -> there.semaphore("b", 3));
    Refusal.of(ErrorIds.BAD_VALUE, () -> there.semaphore("c", 0));
    Refusal.of(ErrorIds.BAD_VALUE, () -> there.semaphore("a", 3).tryAcquire(4));
    Refusal.of(ErrorIds.BAD_VALUE, () -> there.semaphore("a", 3).tryAcquire(0));
    assertThat(there.semaphore("a", 3).availablePermits()).isEqualTo(3);
  }

  @Rule(value = "R-26", needs = Trait.REGIONS)
  default void recordsAreSeenByEachOther(Lab lab) {
    RegionRecords<Triple> here = attach(lab).records(Triple.CODEC, 64, 100);
    Region region = attach(lab);
    RegionRecords<Triple> there = region.records(Triple.CODEC, 64, 100);
    assertThat(here.count()).isEqualTo(100);
    assertThat(here.offsetOf(3)).isEqualTo(64 + 3 * 24);
    for (long index : new long[] {0, 50, 99}) {
      here.set(index, Triple.of(index + 1));
      assertThat(there.get(index)).isEqualTo(Triple.of(index + 1));
    }
    assertThat(there.get(1)).isEqualTo(Triple.of(0));
    Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> here.get(100));
    Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> here.set(-1, Triple.of(0)));
    Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> region.records(Triple.CODEC, 64, 169));
    Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> region.records(Triple.CODEC, 4, 1));
    Refusal.of(ErrorIds.BAD_VALUE, () -> region.records(Codecs.utf8(), 0, 1));
    Region reading = lab.session().regions().attach("data", AccessMode.READ_ONLY);
    RegionRecords<Triple> readOnly = reading.records(Triple.CODEC, 64, 100);
    assertThat(readOnly.get(50)).isEqualTo(Triple.of(51));
  }

  @Rule(
      value = "R-27",
      needs = {Trait.REGIONS, Trait.REGION_LOCK})
  default void aCellIsNeverSeenTorn(Lab lab) throws Exception {
    RegionCell<Triple> cell = attach(lab).cell(Triple.CODEC, 128);
    assertThat(cell.get()).isEqualTo(Triple.of(0));
    assertThat(cell.version()).isZero();
    List<Task<Void>> writing = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      RegionCell<Triple> mine = attach(lab).cell(Triple.CODEC, 128);
      writing.add(
          lab.start(
              "writer-" + t,
              () -> {
                for (int i = 1; i <= 2000; i++) {
                  mine.set(Triple.of(i));
                }
                return null;
              }));
    }
    Region reading = lab.session().regions().attach("data", AccessMode.READ_ONLY);
    RegionCell<Triple> there = reading.cell(Triple.CODEC, 128);
    long seen = 0;
    while (!writing.stream().allMatch(Task::isDone)) {
      there.get().requireWhole();
      assertThat(there.version()).isGreaterThanOrEqualTo(seen);
      seen = there.version();
    }
    for (Task<Void> task : writing) {
      task.get();
    }
    assertThat(there.version()).isEqualTo(4000);
    assertThat(there.get()).isEqualTo(Triple.of(2000));
    Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> reading.cell(Triple.CODEC, 4096 - 100));
    try (Held _ = attach(lab).lock("cell@128").lock()) {
      Refusal.of(ErrorIds.TIMEOUT, () -> cell.set(Triple.of(1), Duration.ofMillis(20)));
    }
    cell.set(Triple.of(3), Duration.ofMinutes(1));
    assertThat(there.get()).isEqualTo(Triple.of(3));
  }

  @Rule(value = "R-28", needs = Trait.REGIONS)
  default void aRegionCanBeForced(Lab lab) {
    Region region = attach(lab);
    region.write(0, new byte[] {1});
    region.force();
    lab.session().regions().attach("data", AccessMode.READ_ONLY).force();
    region.close();
    assertThat(Assertions.catchThrowable(region::force)).isInstanceOf(IpcClosedException.class);
  }

  @Rule(
      value = "R-29",
      needs = {Trait.REGIONS, Trait.REGION_FILE})
  default void aRegionMayLiveInAFile(Lab lab) {
    lab.set("ipc.region.kept.backing", "file");
    Region here = lab.session().regions().create("kept", 4096);
    here.write(100, new byte[] {7});
    here.force();
    Region there = lab.session().regions().createOrAttach("kept", 4096);
    assertThat(there.atomics().getInt(100)).isEqualTo(7);
    assertThat(lab.session().regions().list())
        .extracting(RegionInfo::name, RegionInfo::attached)
        .containsExactly(Assertions.tuple("kept", 2));
    Refusal.of(ErrorIds.REGION_EXISTS, () -> lab.session().regions().create("kept", 4096));
    lab.set("ipc.region.kept.backing", "memory");
    assertThat(
            Refusal.of(
                ErrorIds.REGION_MISSING,
                () -> lab.session().regions().attach("kept", AccessMode.READ_WRITE)))
        .contains("ipc.region.kept.backing");
    Refusal.of(ErrorIds.REGION_EXISTS, () -> lab.session().regions().create("kept", 4096));
    assertThat(lab.session().regions().remove("kept")).isTrue();
    assertThat(lab.session().regions().list()).isEmpty();
  }
}
