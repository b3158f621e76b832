package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.shm.point.Finding.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Others that use the same objects of a region. */
final class RegionSurvivors extends Survivors {
  private final Ipc ipc;
  private final Region region;
  private final RegionUse use;
  private long counted;

  RegionSurvivors(Path directory) {
    super(directory);
    ipc = session();
    region = ipc.regions().createOrAttach(RegionUse.NAME, RegionUse.SIZE);
    use = new RegionUse(region);
  }

  @Override
  void step() throws InterruptedException {
    if (use.tryCount()) {
      counted++;
    }
    hold(region.lock("lock").tryLock());
    hold(region.semaphore("permits", RegionUse.PERMITS).tryAcquire(2));
    hold(region.readWriteLock("rw").readLock().tryLock());
    hold(region.readWriteLock("rw").writeLock().tryLock());
    region.event("event").signal();
    try {
      boolean ignored = region.barrier("barrier", 2).await(Duration.ofMillis(3));
    } catch (IpcTimeoutException e) {
      // nobody came: the arrival was undone, which is as good
    }
  }

  /** Long enough that somebody else falls asleep over it. */
  private static void hold(@Nullable Held held) {
    if (held != null) {
      LockSupport.parkNanos(1_000_000);
      held.close();
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    try {
      settle();
    } catch (IpcTimeoutException e) {
      throw new Finding(Kind.STUCK, e.toString());
    }
  }

  private void settle() throws InterruptedException {
    long total = use.counted(Script.PATIENCE);
    long least = counted + oracle.acknowledged();
    if (total < least || total > counted + oracle.attempted()) {
      throw new Finding(
          total < least ? Kind.LOST : Kind.DUPLICATED,
          "counted " + total + ", others " + counted + ", victim " + oracle.attempted());
    }
    region.readWriteLock("rw").writeLock().lock(Script.PATIENCE).close();
    RegionSemaphore permits = region.semaphore("permits", RegionUse.PERMITS);
    permits.acquire(RegionUse.PERMITS, Script.PATIENCE).close();
    if (permits.availablePermits() != RegionUse.PERMITS) {
      throw new Finding(Kind.LOST, "permits: " + permits.availablePermits());
    }
    int left = region.latch("latch", Script.ROUNDS).count();
    if (Script.ROUNDS - left > oracle.attempted()) {
      throw new Finding(Kind.DUPLICATED, "the latch was counted down to " + left);
    }
    meet();
    ipc.regions().createOrAttach("own", 100).close(); // what the victim left, or a new one
    boolean ignored = ipc.regions().remove("own");
    ipc.regions().create("another", 100).close(); // sweeps
    boolean _ = ipc.regions().remove("another");
    boolean _ = ipc.regions().remove(RegionUse.NAME);
  }

  /** Two meet, once whom the victim may have met or left waiting is past. */
  private void meet() throws InterruptedException {
    Region second = session().regions().createOrAttach(RegionUse.NAME, RegionUse.SIZE);
    AtomicBoolean here = new AtomicBoolean();
    AtomicBoolean there = new AtomicBoolean();
    Thread other = Thread.ofPlatform().start(() -> meet(second, there, here));
    meet(region, here, there);
    other.join();
    if (!here.get() || !there.get()) {
      throw new Finding(Kind.STUCK, "two at a barrier for two: " + here + " " + there);
    }
  }

  private static void meet(Region region, AtomicBoolean mine, AtomicBoolean others) {
    long start = System.nanoTime();
    while (!(mine.get() && others.get()) && System.nanoTime() - start < DEADLINE.toNanos()) {
      try {
        if (region.barrier("barrier", 2).await(Duration.ofMillis(50))) {
          mine.set(true);
        }
      } catch (IpcTimeoutException e) {
        // again
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
