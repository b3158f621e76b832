package io.ipc4j.inproc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object of a region, as all sessions share it: what all kinds have in common. Safe for any
 * thread.
 *
 * <p><i>State:</i> a subclass's fields, all guarded by one lock. Each change wakes all who wait.
 */
abstract class RegionState {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition changed = guard.newCondition();

  /** What the object is, with its parameter: equal for all who ask for the same. */
  abstract String text();

  /** Takes from a mapping that has ended what it has; under the guard. */
  abstract void forget(InprocRegion ended);

  /** Does something under the guard. */
  final <T extends @Nullable Object> T use(Supplier<T> action) {
    guard.lock();
    try {
      return action.get();
    } finally {
      guard.unlock();
    }
  }

  /** Wakes all who wait, under the guard. */
  final void changed() {
    changed.signalAll();
  }

  /** Orphans what a mapping has that has ended, and ends its waiters. */
  final void orphan(InprocRegion ended) {
    guard.lock();
    try {
      forget(ended);
      changed.signalAll();
    } finally {
      guard.unlock();
    }
  }

  /**
   * Tries under the guard until something comes of it; null if the time is over.
   *
   * @param region the mapping of the caller; it must stay attached
   */
  final <T> @Nullable T await(InprocRegion region, Duration timeout, Supplier<@Nullable T> attempt)
      throws InterruptedException {
    long nanos = timeout.compareTo(FOREVER) >= 0 ? FOREVER.toNanos() : timeout.toNanos();
    long deadline = System.nanoTime() + nanos;
    guard.lockInterruptibly();
    try {
      while (true) {
        region.requireAttached();
        T got = attempt.get();
        long left = deadline - System.nanoTime();
        if (got != null || left <= 0) {
          return got;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
    } finally {
      guard.unlock();
    }
  }
}
