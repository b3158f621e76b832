package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Atomics;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.region.Regions;
import io.ipc4j.spi.Trait;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Regions: bytes that several sessions see at once. */
public interface RegionRules {
  @Rule(value = "R-1", needs = Trait.REGIONS)
  default void whatOneSessionWritesAnotherReads(Lab lab) {
    Region here = lab.session().regions().create("data", 100_000);
    Region there = lab.session().regions().attach("data", AccessMode.READ_WRITE);
    assertThat(there.size()).isEqualTo(100_000);
    assertThat(there.name()).isEqualTo("data");
    byte[] written = Payload.bytes(1, 5000);
    here.write(12_345, written);
    byte[] read = new byte[5000];
    there.read(12_345, read);
    assertThat(read).isEqualTo(written);
    there.memory().set(ValueLayout.JAVA_LONG, 64, 42);
    assertThat(here.memory().get(ValueLayout.JAVA_LONG, 64)).isEqualTo(42);
    MemorySegment part = MemorySegment.ofArray(new byte[20]);
    here.read(12_345, part, 5, 10);
    assertThat(part.asSlice(5, 10).mismatch(MemorySegment.ofArray(written).asSlice(0, 10)))
        .isEqualTo(-1);
  }

  @Rule(value = "R-2", needs = Trait.REGIONS)
  default void aNewRegionIsZeroAndItsStartAligned(Lab lab) {
    Regions regions = lab.session().regions();
    for (long size : new long[] {1, 7, 4096, 4097, 1 << 20}) {
      String name = "zero" + size;
      Region region = regions.create(name, size);
      assertThat(region.memory().byteSize()).isEqualTo(size);
      assertThat(region.memory().address() % 64).as("alignment").isZero();
      assertThat(region.memory().mismatch(MemorySegment.ofArray(new byte[(int) size])))
          .as("first byte that is not zero")
          .isEqualTo(-1);
      region.memory().fill((byte) 7);
      region.close();
      assertThat(regions.remove(name)).isTrue();
      Region again = regions.create(name, size);
      assertThat(again.memory().get(ValueLayout.JAVA_BYTE, 0)).isZero();
    }
  }

  @Rule(value = "R-3", needs = Trait.REGIONS)
  default void whatExistsAndWhatDoesNotIsToldByName(Lab lab) {
    Regions here = lab.session().regions();
    Regions there = lab.session().regions();
    Region made = here.create("data", 1000);
    assertThat(Refusal.of(ErrorIds.REGION_EXISTS, () -> there.create("data", 1000)))
        .contains("data");
    assertThat(
            Refusal.of(ErrorIds.REGION_MISSING, () -> there.attach("other", AccessMode.READ_ONLY)))
        .contains("other");
    assertThat(Refusal.of(ErrorIds.REGION_SIZE, () -> there.createOrAttach("data", 2000)))
        .contains("data")
        .contains("1000")
        .contains("2000");
    Refusal.of(ErrorIds.BAD_VALUE, () -> there.create("none", 0));
    Refusal.of(ErrorIds.BAD_NAME, () -> there.create("../data", 10));
    made.write(0, new byte[] {5});
    Region attached = there.createOrAttach("data", 1000);
    assertThat(attached.memory().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 5);
  }

  @Rule(value = "R-4", needs = Trait.REGIONS)
  default void aRegionLivesUntilItIsRemoved(Lab lab) {
    Ipc maker = lab.session();
    maker.regions().create("data", 1000).write(10, new byte[] {9});
    maker.close();
    Regions regions = lab.session().regions();
    Region found = regions.attach("data", AccessMode.READ_WRITE);
    assertThat(found.memory().get(ValueLayout.JAVA_BYTE, 10)).isEqualTo((byte) 9);
    assertThat(regions.remove("data")).isTrue();
    assertThat(regions.remove("data")).isFalse();
    Refusal.of(ErrorIds.REGION_MISSING, () -> regions.attach("data", AccessMode.READ_ONLY));
    found.write(11, new byte[] {8});
    assertThat(found.memory().get(ValueLayout.JAVA_BYTE, 11)).isEqualTo((byte) 8);
    Region next = regions.create("data", 500);
    assertThat(next.memory().get(ValueLayout.JAVA_BYTE, 10)).isZero();
    assertThat(found.memory().get(ValueLayout.JAVA_BYTE, 10)).isEqualTo((byte) 9);
  }

  @Rule(value = "R-5", needs = Trait.REGIONS)
  default void regionsAreListed(Lab lab) {
    Regions regions = lab.session().regions();
    assertThat(regions.list()).isEmpty();
    regions.create("b", 2000);
    regions.create("a", 1000);
    List<RegionInfo> all = lab.session().regions().list();
    assertThat(all).extracting(RegionInfo::name).containsExactly("a", "b");
    assertThat(all).extracting(RegionInfo::size).containsExactly(1000L, 2000L);
    assertThat(all).extracting(RegionInfo::transport).containsOnly(lab.transport().name());
    assertThat(all).extracting(RegionInfo::attached).allMatch(n -> n == 1 || n == -1);
    regions.remove("b");
    assertThat(regions.list()).extracting(RegionInfo::name).containsExactly("a");
  }

  @Rule(value = "R-6", needs = Trait.REGIONS)
  default void aReadOnlyMappingIsOnlyRead(Lab lab) {
    Regions regions = lab.session().regions();
    regions.create("data", 1000).write(0, new byte[] {3});
    Region reading = lab.session().regions().attach("data", AccessMode.READ_ONLY);
    assertThat(reading.mode()).isEqualTo(AccessMode.READ_ONLY);
    assertThat(reading.memory().isReadOnly()).isTrue();
    assertThat(reading.memory().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
    assertThat(reading.atomics().getLong(8)).isZero();
    Refusal.of(ErrorIds.REGION_READ_ONLY, () -> reading.write(0, new byte[1]));
    Refusal.of(ErrorIds.REGION_READ_ONLY, () -> reading.atomics().setLong(0, 1));
    Refusal.of(ErrorIds.REGION_READ_ONLY, () -> reading.atomics().getAndAddInt(0, 1));
  }

  @Rule(value = "R-7", needs = Trait.REGIONS)
  default void nothingReachesOutsideOfARegion(Lab lab) {
    Region region = lab.session().regions().create("data", 1001);
    for (long offset : new long[] {-1, 998, 1001, Long.MAX_VALUE - 1}) {
      assertThat(Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> region.write(offset, new byte[4])))
          .contains("1001");
      Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> region.read(offset, new byte[4]));
      Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> region.atomics().getInt(offset));
    }
    Refusal.of(ErrorIds.OUT_OF_BOUNDS, () -> region.atomics().getLong(4));
    assertThat(catchThrowable(() -> region.memory().get(ValueLayout.JAVA_BYTE, 1001)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    region.write(997, new byte[4]);
    region.write(1001, new byte[0]);
  }

  @Rule(value = "R-8", needs = Trait.REGIONS)
  default void aClosedMappingIsRefused(Lab lab) {
    Ipc session = lab.session();
    Region closed = session.regions().create("data", 1000);
    Region orphan = session.regions().attach("data", AccessMode.READ_WRITE);
    closed.close();
    closed.close();
    orphan.write(0, new byte[1]);
    session.close();
    for (Region region : List.of(closed, orphan)) {
      List<Runnable> uses =
          List.of(
              region::memory,
              () -> region.read(0, new byte[1]),
              () -> region.write(0, new byte[1]),
              () -> region.atomics().getLong(0),
              () -> region.atomics().getAndAddInt(0, 1));
      for (Runnable use : uses) {
        assertThat(catchThrowable(use::run)).isInstanceOf(IpcClosedException.class);
      }
    }
  }

  @Rule(value = "R-9", needs = Trait.REGIONS)
  default void theLargestRegionWorksAtBothEnds(Lab lab) {
    long size = lab.transport().largestRegion();
    Region here = lab.session().regions().create("large", size);
    Region there = lab.session().regions().attach("large", AccessMode.READ_WRITE);
    assertThat(there.size()).isEqualTo(size);
    for (long offset : new long[] {0, size / 2 / 8 * 8, size - 8}) {
      here.memory().set(ValueLayout.JAVA_LONG_UNALIGNED, offset, offset + 1);
      assertThat(there.memory().get(ValueLayout.JAVA_LONG_UNALIGNED, offset)).isEqualTo(offset + 1);
    }
    here.write(size - 3, new byte[] {1, 2, 3});
    byte[] end = new byte[3];
    there.read(size - 3, end);
    assertThat(end).containsExactly(1, 2, 3);
    here.close();
    there.close();
    assertThat(lab.session().regions().remove("large")).isTrue();
  }

  @Rule(value = "R-10", needs = Trait.REGIONS)
  default void exactlyOneOfManyCreatesARegion(Lab lab) throws Exception {
    List<Regions> racers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      racers.add(lab.session().regions());
    }
    for (int round = 0; round < 20; round++) {
      String name = "race" + round;
      List<Task<Long>> racing = new ArrayList<>();
      for (Regions regions : racers) {
        racing.add(
            lab.start(
                "racer", () -> regions.createOrAttach(name, 512).atomics().getAndAddLong(0, 1)));
      }
      List<Long> order = new ArrayList<>();
      for (Task<Long> task : racing) {
        order.add(task.get());
      }
      assertThat(order).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
    }
  }

  @Rule(value = "R-11", needs = Trait.REGIONS)
  default void atomicsAreAtomic(Lab lab) throws Exception {
    lab.session().regions().create("data", 64);
    List<Task<Void>> adding = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Atomics atomics = lab.session().regions().attach("data", AccessMode.READ_WRITE).atomics();
      adding.add(
          lab.start(
              "adder-" + t,
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  atomics.getAndAddLong(8, 1);
                  atomics.getAndAddInt(16, -1);
                  add(atomics);
                }
                return null;
              }));
    }
    for (Task<Void> task : adding) {
      task.get();
    }
    Atomics atomics = lab.session().regions().attach("data", AccessMode.READ_WRITE).atomics();
    assertThat(atomics.getLong(8)).isEqualTo(40_000);
    assertThat(atomics.getInt(16)).isEqualTo(-40_000);
    assertThat(atomics.getLong(24)).isEqualTo(40_000);
    atomics.setInt(20, 5);
    assertThat(atomics.compareAndSetInt(20, 4, 6)).isFalse();
    assertThat(atomics.compareAndSetInt(20, 5, 6)).isTrue();
    assertThat(atomics.getInt(20)).isEqualTo(6);
  }

  private static void add(Atomics atomics) {
    long seen;
    do {
      seen = atomics.getLong(24);
    } while (!atomics.compareAndSetLong(24, seen, seen + 1));
  }

  @Rule(value = "R-12", needs = Trait.REGIONS)
  default void regionsOfOtherNamespacesAreInvisible(Lab lab) {
    Regions here = lab.session().regions();
    here.create("data", 100);
    lab.set("ipc.namespace", lab.namespace() + "-elsewhere");
    Regions there = lab.session().regions();
    assertThat(there.list()).isEmpty();
    Refusal.of(ErrorIds.REGION_MISSING, () -> there.attach("data", AccessMode.READ_ONLY));
    assertThat(there.create("data", 200).size()).isEqualTo(200);
    assertThat(there.remove("data")).isTrue();
    assertThat(here.list()).extracting(RegionInfo::size).containsExactly(100L);
  }
}
