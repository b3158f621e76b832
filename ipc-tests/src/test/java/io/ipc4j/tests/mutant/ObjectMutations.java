package io.ipc4j.tests.mutant;

import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.Held;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.AbstractRegion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be wrong with the objects that synchronise users of a region, but for locks. */
final class ObjectMutations {
  private ObjectMutations() {}

  static List<Mutation> all() {
    return List.of(
        region("R-25", "one-name-for-two", TwoForOne::new),
        region("R-28", "forces-what-is-closed", ForcesClosed::new),
        readWrite("R-40", "writes-beside-readers", lock -> halves(lock, false, Generous::new)),
        readWrite("R-41", "death-untold-to-readers", lock -> halves(lock, true, Soothing::new)),
        readWrite("R-42", "readers-deaf-to-interrupts", lock -> halves(lock, true, Deaf::new)),
        semaphores("R-45", "one-permit-too-many", GenerousPermits::new),
        semaphores("R-46", "death-of-a-holder-untold", SoothingPermits::new),
        semaphores("R-47", "holder-of-permits-unnamed", UnnamedPermits::new),
        events("R-50", "loses-a-signal", LosesSignal::new),
        events("R-51", "event-deaf-to-interrupts", DeafEvent::new),
        barriers("R-55", "does-not-wait-every-tenth-time", Impatient::new),
        barriers("R-56", "says-that-the-dead-came", barrier -> timeout -> meets(barrier, timeout)),
        barriers("R-57", "barrier-says-not-for-how-many", Taciturn::new),
        latches("R-60", "never-shows-zero", NeverZero::new),
        latches("R-61", "latch-deaf-to-interrupts", DeafLatch::new));
  }

  private static Mutation region(String rule, String what, UnaryOperator<AbstractRegion> change) {
    return Mutation.ofRegions(rule, what, RegionMutations.mapping(change));
  }

  private static Mutation readWrite(
      String rule, String what, UnaryOperator<RegionReadWriteLock> change) {
    return region(
        rule,
        what,
        inner ->
            new WrappedRegion(inner) {
              @Override
              public RegionReadWriteLock readWriteLock(String name) {
                return change.apply(inner.readWriteLock(name));
              }
            });
  }

  private static RegionReadWriteLock halves(
      RegionReadWriteLock lock, boolean reading, UnaryOperator<RegionLock> change) {
    return new RegionReadWriteLock() {
      @Override
      public RegionLock readLock() {
        return reading ? change.apply(lock.readLock()) : lock.readLock();
      }

      @Override
      public RegionLock writeLock() {
        return reading ? lock.writeLock() : change.apply(lock.writeLock());
      }
    };
  }

  private static Mutation semaphores(
      String rule, String what, UnaryOperator<RegionSemaphore> change) {
    return region(
        rule,
        what,
        inner ->
            new WrappedRegion(inner) {
              @Override
              public RegionSemaphore semaphore(String name, int permits) {
                return change.apply(inner.semaphore(name, permits));
              }
            });
  }

  private static Mutation events(String rule, String what, UnaryOperator<RegionEvent> change) {
    return region(
        rule,
        what,
        inner ->
            new WrappedRegion(inner) {
              @Override
              public RegionEvent event(String name) {
                return change.apply(inner.event(name));
              }
            });
  }

  private static Mutation barriers(String rule, String what, UnaryOperator<RegionBarrier> change) {
    return region(
        rule,
        what,
        inner ->
            new WrappedRegion(inner) {
              @Override
              public RegionBarrier barrier(String name, int parties) {
                return change.apply(inner.barrier(name, parties));
              }
            });
  }

  private static Mutation latches(String rule, String what, UnaryOperator<RegionLatch> change) {
    return region(
        rule,
        what,
        inner ->
            new WrappedRegion(inner) {
              @Override
              public RegionLatch latch(String name, int count) {
                return change.apply(inner.latch(name, count));
              }
            });
  }

  private static Held nothing() {
    return new Held() {
      @Override
      public boolean previousOwnerDied() {
        return false;
      }

      @Override
      public void close() {}
    };
  }

  /** Does something in spite of interrupts. */
  private static <T> T deaf(Callable<T> action) {
    while (true) {
      try {
        return action.call();
      } catch (InterruptedException e) {
        Thread.onSpinWait(); // and goes on waiting
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static boolean meets(RegionBarrier barrier, Duration timeout)
      throws InterruptedException {
    boolean ignored = barrier.await(timeout);
    return true;
  }

  private static final class TwoForOne extends WrappedRegion {
    TwoForOne(AbstractRegion inner) {
      super(inner);
    }

    @Override
    public RegionLock lock(String name) {
      return inner.lock(name.equals("a") ? "another" : name);
    }
  }

  private static final class ForcesClosed extends WrappedRegion {
    ForcesClosed(AbstractRegion inner) {
      super(inner);
    }

    @Override
    public void force() {
      // closed or not
    }
  }

  private static final class Generous extends WrappedRegion.WrappedLock {
    Generous(RegionLock inner) {
      super(inner);
    }

    @Override
    public @Nullable Held tryLock() {
      Held held = inner.tryLock();
      return held == null ? nothing() : held;
    }
  }

  private static final class Soothing extends WrappedRegion.WrappedLock {
    Soothing(RegionLock inner) {
      super(inner);
    }

    @Override
    public @Nullable Held tryLock() {
      Held held = inner.tryLock();
      return held == null ? null : new WrappedRegion.Denies(held);
    }
  }

  private static final class Deaf extends WrappedRegion.WrappedLock {
    Deaf(RegionLock inner) {
      super(inner);
    }

    @Override
    public Held lock() {
      return deaf(inner::lock);
    }
  }

  /** A semaphore that does what another one does. */
  private static class WrappedSemaphore implements RegionSemaphore {
    final RegionSemaphore inner;

    WrappedSemaphore(RegionSemaphore inner) {
      this.inner = inner;
    }

    @Override
    public @Nullable Held tryAcquire(int permits) {
      return inner.tryAcquire(permits);
    }

    @Override
    public Held acquire(int permits) throws InterruptedException {
      return inner.acquire(permits);
    }

    @Override
    public Held acquire(int permits, Duration timeout) throws InterruptedException {
      return inner.acquire(permits, timeout);
    }

    @Override
    public int availablePermits() {
      return inner.availablePermits();
    }
  }

  private static final class GenerousPermits extends WrappedSemaphore {
    GenerousPermits(RegionSemaphore inner) {
      super(inner);
    }

    @Override
    public Held tryAcquire(int permits) {
      Held held = inner.tryAcquire(permits);
      return held == null ? nothing() : held;
    }
  }

  private static final class SoothingPermits extends WrappedSemaphore {
    SoothingPermits(RegionSemaphore inner) {
      super(inner);
    }

    @Override
    public Held acquire(int permits) throws InterruptedException {
      return new WrappedRegion.Denies(inner.acquire(permits));
    }
  }

  private static final class UnnamedPermits extends WrappedSemaphore {
    UnnamedPermits(RegionSemaphore inner) {
      super(inner);
    }

    @Override
    public Held acquire(int permits, Duration timeout) throws InterruptedException {
      try {
        return inner.acquire(permits, timeout);
      } catch (IpcTimeoutException e) {
        throw new IpcTimeoutException(e.id(), "there are too few");
      }
    }
  }

  private static final class LosesSignal implements RegionEvent {
    private final RegionEvent inner;
    private final AtomicInteger signals = new AtomicInteger();

    LosesSignal(RegionEvent inner) {
      this.inner = inner;
    }

    @Override
    public long count() {
      return inner.count();
    }

    @Override
    public void signal() {
      if (signals.incrementAndGet() != 100) {
        inner.signal();
      }
    }

    @Override
    public long await(long seen, Duration timeout) throws InterruptedException {
      return inner.await(seen, timeout);
    }
  }

  private record DeafEvent(RegionEvent inner) implements RegionEvent {
    @Override
    public long count() {
      return inner.count();
    }

    @Override
    public void signal() {
      inner.signal();
    }

    @Override
    public long await(long seen, Duration timeout) {
      return deaf(() -> inner.await(seen, timeout));
    }
  }

  private static final class Impatient implements RegionBarrier {
    private final RegionBarrier inner;
    private final AtomicInteger calls = new AtomicInteger();

    Impatient(RegionBarrier inner) {
      this.inner = inner;
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
      return calls.incrementAndGet() % 10 == 0 || inner.await(timeout);
    }
  }

  private record Taciturn(RegionBarrier inner) implements RegionBarrier {
    @Override
    public boolean await(Duration timeout) throws InterruptedException {
      try {
        return inner.await(timeout);
      } catch (IpcTimeoutException e) {
        String told = e.getMessage();
        throw new IpcTimeoutException(e.id(), told.replaceAll("[0-9]+ parties; ", ""));
      }
    }
  }

  private record NeverZero(RegionLatch inner) implements RegionLatch {
    @Override
    public void countDown() {
      inner.countDown();
    }

    @Override
    public int count() {
      return Math.max(1, inner.count());
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
      inner.await(timeout);
    }
  }

  private record DeafLatch(RegionLatch inner) implements RegionLatch {
    @Override
    public void countDown() {
      inner.countDown();
    }

    @Override
    public int count() {
      return inner.count();
    }

    @Override
    public void await(Duration timeout) {
      Object ignored =
          deaf(() -> {
            inner.await(timeout);
            return "";
          });
    }
  }
}
