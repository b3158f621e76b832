package io.ipc4j.region;

import java.time.Duration;

/**
 * A cyclic barrier between processes. Robust: if a party dies while others wait, they are released
 * and told. Safe for any thread.
 */
public interface RegionBarrier {
  /**
   * Waits until all parties have arrived.
   *
   * @param timeout how long to wait
   * @return whether all parties arrived; false if one of those that had arrived died
   * @throws InterruptedException if the thread is interrupted while it waits; its arrival is undone
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; the arrival is undone
   */
  boolean await(Duration timeout) throws InterruptedException;
}
