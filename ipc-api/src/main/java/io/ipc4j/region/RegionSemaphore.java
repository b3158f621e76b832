package io.ipc4j.region;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A counting semaphore between processes. Robust: the permits of a dead holder come back exactly
 * once, and the next one who takes some is told by {@link Held#previousOwnerDied()}. Those who wait
 * have no order. Safe for any thread; tokens belong to their calls, not to threads.
 */
public interface RegionSemaphore {
  /**
   * Takes permits if they are there. Never blocks.
   *
   * @param permits how many, 1 or more
   * @return the token to close, or null if there are not enough
   */
  @Nullable Held tryAcquire(int permits);

  /**
   * Takes permits, waiting for them without a deadline.
   *
   * @param permits how many, 1 or more
   * @return the token to close
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Held acquire(int permits) throws InterruptedException;

  /**
   * Takes permits, waiting for them at most {@code timeout}.
   *
   * @param permits how many, 1 or more
   * @param timeout how long to wait
   * @return the token to close
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  Held acquire(int permits, Duration timeout) throws InterruptedException;

  /**
   * How many permits are free now; those of dead holders are.
   *
   * @return a snapshot, 0 or more
   */
  int availablePermits();
}
