package io.ipc4j.spi;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A gate that is opened by threads of the same process: for transports on the heap, and for those
 * whose own thread notices what arrives.
 *
 * <p><i>Ordering:</i> the waiter publishes itself, then reads the sequence; the waker bumps the
 * sequence, then reads the waiter; both with volatile access, so one of them sees the other.
 */
public final class LocalGate extends Gate {
  private final AtomicLong sequence = new AtomicLong();
  private volatile @Nullable Thread waiter;
  private volatile @Nullable Thread proxy;
  private volatile boolean armed;

  /** Makes a gate that nobody waits on. */
  public LocalGate() {}

  @Override
  public long prepare() {
    armed = true;
    return sequence.get();
  }

  @Override
  public boolean signalled(long token) {
    return sequence.get() != token;
  }

  @Override
  public void await(long token, long nanos) {
    Thread self = Thread.currentThread();
    long deadline = System.nanoTime() + nanos;
    waiter = self;
    try {
      while (!signalled(token) && !self.isInterrupted()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      waiter = null;
      armed = false;
    }
  }

  @Override
  public void cancel() {
    armed = false;
    proxy = null;
  }

  /**
   * Tells whether somebody waits or is about to; a waker may skip {@link #wake} otherwise, if it
   * has made its work visible with a full fence before asking.
   *
   * @return whether a wake is needed
   */
  public boolean isArmed() {
    return armed;
  }

  @Override
  public void wake() {
    sequence.incrementAndGet();
    unpark(waiter);
    unpark(proxy);
  }

  private static void unpark(@Nullable Thread sleeper) {
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  /**
   * Waits until one of several local gates opens, the time is over or the thread is unparked:
   * {@link Transport#awaitAny} for transports all of whose gates are of this class.
   *
   * @param gates the gates, each prepared by its owner
   * @param tokens their tokens
   * @param count how many of both are meant
   * @param nanos how long at most
   */
  public static void awaitAny(Gate[] gates, long[] tokens, int count, long nanos) {
    Thread self = Thread.currentThread();
    for (int i = 0; i < count; i++) {
      ((LocalGate) gates[i]).proxy = self;
    }
    for (int i = 0; i < count; i++) {
      if (gates[i].signalled(tokens[i])) {
        return;
      }
    }
    LockSupport.parkNanos(self, nanos);
  }
}
