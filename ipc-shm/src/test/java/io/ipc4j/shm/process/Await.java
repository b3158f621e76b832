package io.ipc4j.shm.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline that only a defect meets. */
public final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final long PAUSE = 500_000;

  private Await() {}

  /** Returns once the condition holds. */
  public static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
