package io.ipc4j.spi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A gate for transports that have nothing to wait on: naps, each nap twice as long as the one
 * before, up to a limit. Such a transport doesn't declare {@link Trait#KERNEL_WAIT}.
 */
public final class NapGate extends Gate {
  private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(50);

  private final long longest;
  private volatile long wakes;
  private long nap = SHORTEST;
  private long prepared;

  /**
   * Makes a gate.
   *
   * @param longest the longest nap in nanoseconds, which bounds how late work is noticed
   */
  public NapGate(long longest) {
    this.longest = Math.max(longest, SHORTEST);
  }

  @Override
  public long prepare() {
    prepared = System.nanoTime();
    return wakes;
  }

  /** {@inheritDoc} Work can't be seen from here, so the answer becomes true after a nap's time. */
  @Override
  public boolean signalled(long token) {
    return wakes != token || System.nanoTime() - prepared >= nap;
  }

  @Override
  public void await(long token, long nanos) {
    if (wakes == token) {
      LockSupport.parkNanos(this, Math.min(nap, nanos));
      nap = Math.min(longest, nap * 2);
    }
  }

  @Override
  public void cancel() {
    nap = SHORTEST;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // any change is a signal; a lost one is not
  public void wake() {
    wakes++;
  }
}
