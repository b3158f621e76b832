package io.ipc4j.msg.engine;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.Gate;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A gate that sleeps in the kernel until one of an endpoint's streams has something to read.
 *
 * <p>An interrupt wakes its poller and harms no stream.
 */
final class StreamGate extends Gate {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long NAP = 50_000;

  private final Poller poller;
  private final LongSupplier beforeSleep;
  private final AtomicLong sequence = new AtomicLong();
  private long longest;
  private volatile boolean ready;

  /**
   * Makes a gate.
   *
   * @param pollers makes what it waits with
   * @param beforeSleep does what should be done before its owner sleeps, and says for how long it
   *     may, in nanoseconds
   */
  StreamGate(Poller.Factory pollers, LongSupplier beforeSleep) {
    this.beforeSleep = beforeSleep;
    this.poller = open(pollers, (tag, readable) -> ready = true);
  }

  /** Makes a poller. */
  static Poller open(Poller.Factory pollers, Poller.Ready ready) {
    try {
      return pollers.open(ready);
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("selector").problem("cannot be opened: " + e.getMessage()).text(),
          e);
    }
  }

  /** Has the gate open when there is something to read. Any thread. */
  void add(Source source) throws IOException {
    poller.watch(source, this);
  }

  /** Lets the kernel forget a stream that was closed. Any thread. */
  void forget(Source source) {
    poller.forget(source);
    isReady();
  }

  @Override
  public long prepare() {
    longest = beforeSleep.getAsLong();
    return sequence.get();
  }

  @Override
  public boolean signalled(long token) {
    return sequence.get() != token || longest <= 0 || isReady();
  }

  private boolean isReady() {
    try {
      ready = false;
      poller.await(0);
      return ready;
    } catch (IOException e) {
      return true; // the owner finds out what happened
    }
  }

  @Override
  public void await(long token, long nanos) {
    long deadline = System.nanoTime() + Math.min(nanos, longest);
    try {
      while (sequence.get() == token && !Thread.currentThread().isInterrupted()) {
        long left = deadline - System.nanoTime();
        ready = false;
        if (left >= MILLI) {
          poller.await(left / MILLI);
        } else if (left > 0) {
          LockSupport.parkNanos(this, Math.min(left, NAP));
          poller.await(0);
        } else {
          return;
        }
        if (ready) {
          return;
        }
      }
    } catch (IOException e) {
      // the owner finds out what happened
    }
  }

  @Override
  public void cancel() {}

  @Override
  public void wake() {
    sequence.incrementAndGet();
    poller.wake();
  }

  /** Any thread. */
  void close() {
    poller.close();
  }
}
