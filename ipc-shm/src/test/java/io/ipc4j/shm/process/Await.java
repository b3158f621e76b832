package io.ipc4j.shm.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for a condition, with a deadline that only a defect meets. */
public final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final long PAUSE = 500_000;

  private Await() {}

  /** Returns once the condition holds. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, condition, () -> 0);
  }

  /**
   * Returns once the condition holds; for many at once, who may need long.
   *
   * @param progress a count: as long as it changes, the deadline is put off
   */
  public static void until(String what, BooleanSupplier condition, LongSupplier progress) {
    long start = System.nanoTime();
    long seen = progress.getAsLong();
    while (!condition.getAsBoolean()) {
      long now = progress.getAsLong();
      if (now != seen) {
        seen = now;
        start = System.nanoTime();
      }
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
