package io.ipc4j.region;

import java.time.Duration;

/**
 * A counter of signals that processes can wait for: the condition variable between processes. A
 * waiter reads the counter, looks at the data, and waits for the counter to move on, so no signal
 * is missed. Safe for any thread.
 */
public interface RegionEvent {
  /**
   * The number of signals so far.
   *
   * @return the counter, to be given to {@link #await}
   */
  long count();

  /** Counts one signal and wakes all who wait. Never blocks. */
  void signal();

  /**
   * Waits until the counter differs from {@code seen}.
   *
   * @param seen what {@link #count()} returned before the data was looked at
   * @param timeout how long to wait
   * @return the counter now, equal to {@code seen} if the time is over
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  long await(long seen, Duration timeout) throws InterruptedException;
}
