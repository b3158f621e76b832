package io.ipc4j.region;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A mutual exclusion lock between processes. Robust: a dead holder's lock goes to the next in line,
 * who is told. Not reentrant. Safe for any thread; exclusive between threads of one process too.
 */
public interface RegionLock {
  /**
   * Takes the lock if it is free or its holder is dead. Never blocks.
   *
   * @return the token to close, or null if it is held
   */
  @Nullable Held tryLock();

  /**
   * Takes the lock, waiting for it without a deadline.
   *
   * @return the token to close
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Held lock() throws InterruptedException;

  /**
   * Takes the lock, waiting for it at most {@code timeout}.
   *
   * @param timeout how long to wait
   * @return the token to close
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; it names the holder
   */
  Held lock(Duration timeout) throws InterruptedException;
}
