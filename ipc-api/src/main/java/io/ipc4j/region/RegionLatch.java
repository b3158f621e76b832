package io.ipc4j.region;

import java.time.Duration;

/** A countdown between processes that opens once and stays open. Safe for any thread. */
public interface RegionLatch {
  /** Counts down by one; does nothing at 0. Never blocks. */
  void countDown();

  /**
   * What is left to count down.
   *
   * @return 0 or more
   */
  int count();

  /**
   * Waits until the count is 0.
   *
   * @param timeout how long to wait
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  void await(Duration timeout) throws InterruptedException;
}
