package io.ipc4j.shm.region;

import io.ipc4j.shm.session.Bell;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One call that waits for an object of a region: it tries, spins a little, and then sleeps on the
 * object's bell. Belongs to the calling thread.
 *
 * <p><b>State.</b> The object says, before the last attempt, that somebody may sleep. <b>
 * Ordering.</b> The bell is read first, then that is said, then comes the attempt, then the sleep:
 * who changes the object after the attempt rings after the bell was read. <b>If the process dies
 * here</b>, one too many may be woken. Who should have rung may die too, and nobody rings when a
 * holder dies: so no sleep is longer than {@link Bell#SLICE_NANOS}, and the kernel is asked again
 * who is alive.
 */
final class Waiting {
  private static final int SPINS = 100;
  private static final long ASK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SHORTEST_NAP = 20_000;
  private static final long LONGEST_NAP = 1_000_000;
  private static final long LONGEST_WAIT = Long.MAX_VALUE / 2;

  /** What is waited for. */
  interface Target<T> {
    /** Tries once; null if it is to be waited for. */
    @Nullable T attempt(Waiting waiting);

    /** Says that somebody may sleep; false if that can't be said now, since the object changed. */
    boolean announce();
  }

  private final Bell bell;
  private final long nanos;
  private final long started = System.nanoTime();
  private long asked;
  private int round;
  private boolean slept;

  Waiting(Bell bell, Duration timeout) {
    this.bell = bell;
    this.nanos = nanos(timeout);
  }

  private static long nanos(Duration timeout) {
    return timeout.compareTo(Duration.ofNanos(LONGEST_WAIT)) >= 0
        ? LONGEST_WAIT
        : timeout.toNanos();
  }

  /** How long the call has lasted, in nanoseconds. */
  long elapsed() {
    return System.nanoTime() - started;
  }

  /** Whether the call has slept, so that others may sleep too who weren't woken. */
  boolean hasSlept() {
    return slept;
  }

  /** Whether it is time to ask the kernel who is alive. */
  boolean asks() {
    if (round < SPINS) {
      return false;
    }
    long now = System.nanoTime();
    if (asked != 0 && now - asked < ASK_EVERY) {
      return false;
    }
    asked = now;
    return true;
  }

  /**
   * Waits.
   *
   * @return what the target gave, or null if the time is over
   */
  <T> @Nullable T until(Target<T> target) throws InterruptedException {
    T got = null;
    try {
      got = loop(target);
      return got;
    } finally {
      if (got == null && slept) {
        bell.ringOne(); // who was woken, and leaves, passes it on
      }
    }
  }

  private <T> @Nullable T loop(Target<T> target) throws InterruptedException {
    for (; ; round++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      int seen = round < SPINS ? 0 : bell.value();
      boolean announced = round >= SPINS && target.announce();
      T got = target.attempt(this);
      if (got != null) {
        return got;
      }
      long left = nanos - elapsed();
      if (left <= 0) {
        return null;
      }
      pause(announced, seen, left);
    }
  }

  private void pause(boolean announced, int seen, long left) {
    if (round < SPINS) {
      Thread.onSpinWait();
    } else if (Thread.currentThread().isVirtual()) {
      // Sleeping on the bell would hold the carrier.
      long nap = Math.min(LONGEST_NAP, SHORTEST_NAP << Math.min(round - SPINS, 10));
      LockSupport.parkNanos(this, Math.min(nap, left));
    } else if (announced) {
      bell.await(seen, left);
      slept = true;
    }
  }
}
