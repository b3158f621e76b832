package io.ipc4j.shm.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.region.RegionLock;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Regions and their locks, between processes and after kill -9. */
final class RegionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Ipc ipc;

  RegionTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-region");
    ipc = Ipc.open(config(directory));
  }

  private static IpcConfig config(Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .build();
  }

  @AfterEach
  void close() throws IOException {
    ipc.close();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private static Held held(RegionLock lock) {
    return Objects.requireNonNull(lock.tryLock());
  }

  @Test
  void aRegionIsFoundByNameAndLivesUntilItIsRemoved() {
    try (Region region = ipc.regions().create("r", 1001)) {
      assertThat(region.size()).isEqualTo(1001);
      region.write(993, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    assertThat(ipc.regions().list()).containsExactly(new RegionInfo("r", "shm", 1001, 0));
    Region again = ipc.regions().attach("r", AccessMode.READ_ONLY);
    byte[] tail = new byte[8];
    again.read(993, tail);
    assertThat(tail).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThatThrownBy(() -> again.write(0, tail)).isInstanceOf(IpcUsageException.class);
    assertThatThrownBy(() -> again.lock("l")).isInstanceOf(IpcUsageException.class);
    assertThat(again.memory().isReadOnly()).isTrue();
    assertThat(again.memory().address() % 64).isZero();

    assertThat(ipc.regions().remove("r")).isTrue();
    assertThat(ipc.regions().remove("r")).isFalse();
    again.read(993, tail);
    assertThat(ipc.regions().list()).isEmpty();
    assertThatThrownBy(() -> ipc.regions().attach("r", AccessMode.READ_WRITE))
        .isInstanceOf(IpcResourceException.class)
        .hasMessageContaining("[ipc/region-missing]")
        .hasMessageContaining(directory.toString());
  }

  @Test
  void whatExistsOrHasAnotherSizeIsRefused() throws IOException {
    Region first = ipc.regions().create("r", 4096);
    assertThatThrownBy(() -> ipc.regions().create("r", 4096))
        .isInstanceOf(IpcResourceException.class)
        .hasMessageContaining("[ipc/region-exists]");
    assertThatThrownBy(() -> ipc.regions().createOrAttach("r", 4097))
        .isInstanceOf(IpcResourceException.class)
        .hasMessageContaining("[ipc/region-size]")
        .hasMessageContaining("4096");
    first.atomics().setLong(8, 42);
    assertThat(ipc.regions().createOrAttach("r", 4096).atomics().getLong(8)).isEqualTo(42);
    Files.write(directory.resolve("default/shm/regions/garbage"), new byte[5000]);
    assertThatThrownBy(() -> ipc.regions().attach("garbage", AccessMode.READ_WRITE))
        .isInstanceOf(IpcCorruptException.class);
    assertThat(ipc.regions().list()).extracting(RegionInfo::name).containsExactly("r");
  }

  @Test
  void aRegionAboveTwoGigabytesIsReachedToItsEnd() {
    long size = (3L << 30) + 16;
    Region here = ipc.regions().create("large", size);
    Region there = ipc.regions().attach("large", AccessMode.READ_WRITE);
    for (long at : new long[] {0, (2L << 30) - 8, 2L << 30, size - 8}) {
      here.atomics().setLong(at, ~at);
      assertThat(there.atomics().getLong(at)).isEqualTo(~at);
    }
    assertThatThrownBy(() -> there.atomics().getLong(size - 7))
        .isInstanceOf(IpcUsageException.class);
    assertThat(ipc.regions().remove("large")).isTrue();
  }

  @Test
  void aLockIsOneForAllMappingsAndItsTokenGivesItBackOnce() throws InterruptedException {
    Region here = ipc.regions().create("r", 64);
    Region there = ipc.regions().attach("r", AccessMode.READ_WRITE);
    Held first = held(here.lock("a"));
    assertThat(first.previousOwnerDied()).isFalse();
    assertThat(here.lock("a").tryLock()).as("not even by the same mapping").isNull();
    assertThat(there.lock("a").tryLock()).isNull();
    held(there.lock("b")).close();
    assertThatThrownBy(() -> there.lock("a").lock(Duration.ofMillis(20)))
        .isInstanceOf(IpcTimeoutException.class)
        .hasMessageContaining("lock=a")
        .hasMessageContaining("@" + ProcessHandle.current().pid());
    first.close();
    Held second = there.lock("a").lock(PATIENCE);
    first.close();
    assertThat(here.lock("a").tryLock()).as("a token closed twice gives back once").isNull();
    second.close();
    held(here.lock("a")).close();
  }

  @Test
  void closingAMappingOrphansItsLocks() {
    Region here = ipc.regions().create("r", 64);
    Region there = ipc.regions().attach("r", AccessMode.READ_WRITE);
    Held orphaned = held(there.lock("a"));
    there.close();
    orphaned.close();
    assertThat(held(here.lock("a")).previousOwnerDied()).isTrue();
    assertThatThrownBy(() -> there.lock("a")).isInstanceOf(IpcClosedException.class);
  }

  @Test
  void aWaiterGetsTheLockOfAKilledHolderAndIsTold() throws InterruptedException {
    Region region = ipc.regions().create("r", 64);
    try (Child child = Child.start(Holder.class, directory.toString(), "hold")) {
      child.hear("held false");
      Thread killer = Thread.ofPlatform().start(child::kill);
      Held held = region.lock("a").lock(PATIENCE);
      assertThat(held.previousOwnerDied()).isTrue();
      held.close();
      killer.join();
      assertThat(held(region.lock("a")).previousOwnerDied()).isFalse();
    }
  }

  @Test
  void aStoppedHolderKeepsItsLock() {
    Region region = ipc.regions().create("r", 64);
    try (Child child = Child.start(Holder.class, directory.toString(), "hold")) {
      child.hear("held false");
      child.signal("STOP");
      assertThatThrownBy(() -> region.lock("a").lock(Duration.ofMillis(300)))
          .isInstanceOf(IpcTimeoutException.class)
          .hasMessageContaining("@" + child.pid());
    }
  }

  @Test
  void anInterruptEndsTheWaiting() throws InterruptedException {
    Region region = ipc.regions().create("r", 64);
    Held held = held(region.lock("a"));
    for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
      List<Throwable> seen = new ArrayList<>();
      Thread waiter =
          builder.start(() -> {
            try {
              region.lock("a").lock().close();
            } catch (InterruptedException e) {
              seen.add(e);
            }
          });
      waiter.interrupt();
      waiter.join();
      assertThat(seen).hasSize(1);
    }
    held.close();
    held(region.lock("a")).close();
  }

  @Test
  void manyThreadsCountExactly() throws InterruptedException {
    Region region = ipc.regions().create("r", 64);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      threads.add(builder.start(() -> count(region, 2_000)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(region.atomics().getLong(0)).isEqualTo(12_000);
  }

  /** Adds one to the first word under the lock, by plain reads and writes. */
  private static void count(Region region, int times) {
    try {
      for (int i = 0; i < times; i++) {
        try (Held held = region.lock("a").lock()) {
          assertThat(held.previousOwnerDied()).isFalse();
          increment(region);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static void increment(Region region) {
    byte[] word = new byte[8];
    region.read(0, word);
    ByteBuffer value = ByteBuffer.wrap(word).order(ByteOrder.nativeOrder());
    value.putLong(0, value.getLong(0) + 1);
    region.write(0, word);
  }

  /**
   * Each process counts in a word of its own ledger, inside the lock, before it counts in the
   * common word; whoever is told of a death inside the lock mends the common word from the ledgers.
   */
  @Test
  void processesKilledInsideTheLockLeaveAnExactCount() throws InterruptedException {
    int kills = 6;
    Region region = ipc.regions().create("r", 4096);
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        children.add(Child.start(Holder.class, directory.toString(), "count", Integer.toString(i)));
      }
      for (int killed = 0; killed < kills; killed++) {
        Child victim = children.removeFirst();
        victim.hear("inside 20");
        victim.kill();
        children.add(
            Child.start(Holder.class, directory.toString(), "count", Integer.toString(3 + killed)));
      }
      children.forEach(child -> child.hear("inside 20"));
    } finally {
      children.forEach(Child::close);
    }
    try (Held held = region.lock("a").lock(PATIENCE)) {
      assertThat(held.previousOwnerDied() || region.atomics().getLong(0) == ledgers(region))
          .as("no difference without a death")
          .isTrue();
      mend(region, held);
      assertThat(region.atomics().getLong(0)).isEqualTo(ledgers(region));
      assertThat(ledgers(region)).isGreaterThan(20L * (kills + 3));
    }
  }

  private static long ledgers(Region region) {
    long sum = 0;
    for (int i = 1; i < 512; i++) {
      sum += region.atomics().getLong(8L * i);
    }
    return sum;
  }

  private static void mend(Region region, Held held) {
    if (held.previousOwnerDied()) {
      region.atomics().setLong(0, ledgers(region));
    }
  }

  /** The other process: holds the lock until it is killed, or counts under it. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws InterruptedException {
      try (Ipc ipc = Ipc.open(config(Path.of(args[0])))) {
        Region region = ipc.regions().attach("r", AccessMode.READ_WRITE);
        if (args[1].equals("hold")) {
          Held held = region.lock("a").lock();
          System.out.println("held " + held.previousOwnerDied());
          Thread.currentThread().join();
        }
        long ledger = 8L * (1 + Integer.parseInt(args[2]));
        for (int i = 1; ; i++) {
          try (Held held = region.lock("a").lock()) {
            mend(region, held);
            region.atomics().getAndAddLong(ledger, 1);
            if (i == 20) {
              System.out.println("inside " + i);
            }
            region.atomics().getAndAddLong(0, 1);
          }
        }
      }
    }
  }
}
