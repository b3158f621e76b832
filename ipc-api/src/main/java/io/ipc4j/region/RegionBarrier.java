package io.ipc4j.region;

import java.time.Duration;

/**
 * A cyclic barrier between processes: once all parties have arrived they go on, and it begins anew.
 *
 * <p>Robust: if a party that has arrived dies, or its mapping is closed, before all have, the
 * others that wait are released and told, and the barrier begins anew for the next arrivals. A
 * party that dies before it arrives can't be known: those who wait for it are ended by their time.
 * Safe for any thread; each call is an arrival of its own.
 */
public interface RegionBarrier {
  /**
   * Arrives and waits until all parties have.
   *
   * @param timeout how long to wait
   * @return whether all parties arrived; false if one of those that had arrived died
   * @throws InterruptedException if the thread is interrupted while it waits; its arrival is
   *     undone. If it is too late for that the call returns, with the interrupt status set
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; the arrival is undone
   */
  boolean await(Duration timeout) throws InterruptedException;
}
