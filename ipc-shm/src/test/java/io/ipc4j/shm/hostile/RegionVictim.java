package io.ipc4j.shm.hostile;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Uses all objects of a region whose memory is being damaged, by two threads, in a virtual machine
 * with a small heap. Whatever it is told but an {@link IpcException} is a defect, and ends it with
 * a stack trace.
 */
final class RegionVictim {
  /** A value of some fields, of which not every bit pattern is one. */
  record Sample(long number, boolean flag, int count) {}

  private static final Codec<Sample> CODEC = Codecs.record(MethodHandles.lookup(), Sample.class);
  private static final Duration SHORT = Duration.ofMillis(3);
  private static final int SIZE = 8192;
  private static final int CELL = 1024;
  private static final int USES = 60;

  private static final AtomicLong DONE = new AtomicLong();
  private static final AtomicLong REFUSED = new AtomicLong();

  private final Ipc ipc;
  private final String name;
  private final Random random;
  private final Deque<Held> held = new ArrayDeque<>();
  private @Nullable Region region;

  private RegionVictim(Ipc ipc, String name, Random random) {
    this.ipc = ipc;
    this.name = name;
    this.random = random;
  }

  /** Arguments: directory, first seed, rounds, strikes of its own before each use. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    long first = Long.parseLong(args[1]);
    int rounds = Integer.parseInt(args[2]);
    int strikes = Integer.parseInt(args[3]);
    System.out.println("ready");
    for (long seed = first; seed < first + rounds; seed++) {
      System.out.println("seed " + seed);
      round(directory.resolve("seed" + seed), seed, strikes);
    }
    System.out.println("done " + DONE);
    System.out.println("refused " + REFUSED);
  }

  private static void round(Path directory, long seed, int strikes) throws Exception {
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", directory.toString())
            .build();
    Damage damage = new Damage(directory, new Random(seed));
    try (Ipc ipc = Ipc.open(config)) {
      String name = "r";
      RegionVictim one = new RegionVictim(ipc, name, new Random(seed));
      RegionVictim other = new RegionVictim(ipc, name, new Random(~seed));
      Failing second = new Failing(() -> other.useAll(() -> {}));
      one.useAll(() -> {
        for (int i = 0; i < strikes; i++) {
          boolean ignored = damage.strike();
        }
      });
      second.end();
      boolean ignored = ipc.regions().remove(name);
    } catch (IpcException e) {
      REFUSED.incrementAndGet();
    }
  }

  /** A thread whose failure isn't lost. */
  private static final class Failing {
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    Failing(Use use) {
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  use.run();
                } catch (Throwable e) {
                  failure = e;
                }
              });
    }

    void end() throws InterruptedException {
      thread.join();
      if (failure != null) {
        throw new AssertionError("in the second thread", failure);
      }
    }
  }

  private interface Use {
    void run() throws Exception;
  }

  private static void attempt(Use use) throws Exception {
    try {
      use.run();
      DONE.incrementAndGet();
    } catch (IpcException e) {
      REFUSED.incrementAndGet();
    }
  }

  private void useAll(Runnable before) throws Exception {
    for (int i = 0; i < USES; i++) {
      before.run();
      attempt(this::useSomething);
    }
    while (!held.isEmpty()) {
      attempt(held.pop()::close);
    }
    Region last = region;
    if (last != null) {
      attempt(last::close);
    }
  }

  private void useSomething() throws Exception {
    Region now = region;
    if (now == null) {
      region = attach();
      return;
    }
    switch (random.nextInt(14)) {
      case 0 -> hold(now.lock("l").tryLock());
      case 1 -> hold(now.lock("l").lock(SHORT));
      case 2 -> hold(half(now).tryLock());
      case 3 -> hold(half(now).lock(SHORT));
      case 4 -> hold(now.semaphore("s", 3).tryAcquire(1 + random.nextInt(3)));
      case 5 -> hold(now.semaphore("s", 3).acquire(1, SHORT));
      case 6 -> useSignals(now);
      case 7 -> {
        boolean ignored = now.barrier("b", 2).await(SHORT);
      }
      case 8 -> useLatch(now);
      case 9 -> useCell(now);
      case 10 -> useData(now);
      case 11, 12 -> release();
      default -> reattach(now);
    }
  }

  private Region attach() {
    try {
      return ipc.regions().createOrAttach(name, SIZE);
    } catch (IpcCorruptException e) {
      boolean ignored = ipc.regions().remove(name);
      throw e;
    }
  }

  private RegionLock half(Region now) {
    var both = now.readWriteLock("rw");
    return random.nextInt(3) == 0 ? both.writeLock() : both.readLock();
  }

  private void hold(@Nullable Held token) {
    if (token != null) {
      held.push(token);
    }
  }

  private void release() {
    if (!held.isEmpty()) {
      held.pop().close();
    }
  }

  private void useSignals(Region now) throws InterruptedException {
    var event = now.event("e");
    event.signal();
    long seen = event.count();
    require(now.semaphore("s", 3).availablePermits() <= 3, "permits");
    long ignored = event.await(seen, SHORT);
  }

  private void useLatch(Region now) throws InterruptedException {
    var latch = now.latch("t", 5);
    latch.countDown();
    require(latch.count() >= 0 && latch.count() <= 5, "count");
    latch.await(SHORT);
  }

  private void useCell(Region now) throws InterruptedException {
    var cell = now.cell(CODEC, CELL);
    Sample found = cell.get();
    require(cell.version() >= 0, "version");
    cell.set(new Sample(found.number() + 1, !found.flag(), found.count()), SHORT);
  }

  private void useData(Region now) {
    var samples = now.records(CODEC, 0, 10);
    samples.set(random.nextInt(10), new Sample(1, true, 2));
    Sample ignored = samples.get(random.nextInt(10));
    long counted = now.atomics().getAndAddLong(512, 1);
    now.write(600, new byte[(int) (counted & 63)]);
    now.read(SIZE - 64, new byte[64]);
  }

  private void reattach(Region now) {
    require(ipc.regions().list().size() <= 3, "regions");
    region = null;
    held.clear();
    now.close();
    try (Region reading = ipc.regions().attach(name, AccessMode.READ_ONLY)) {
      reading.read(0, new byte[64]);
      require(reading.cell(CODEC, CELL).version() >= 0, "version");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
