package io.ipc4j.msg.engine;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.Gate;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A gate that sleeps in the kernel until one of an endpoint's streams has something to read.
 *
 * <p>An interrupt wakes the selector and harms no channel.
 */
final class SelectorGate extends Gate {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long NAP = 50_000;

  private final Selector selector;
  private final LongSupplier beforeSleep;
  private final AtomicLong sequence = new AtomicLong();
  private long longest;
  private volatile boolean ready;

  /**
   * Makes a gate.
   *
   * @param beforeSleep does what should be done before its owner sleeps, and says for how long it
   *     may, in nanoseconds
   */
  SelectorGate(LongSupplier beforeSleep) {
    this.beforeSleep = beforeSleep;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL, "selector: cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Has the gate open when there is something to read. Any thread. */
  void add(SelectableChannel channel) throws ClosedChannelException {
    channel.register(selector, SelectionKey.OP_READ);
  }

  /** Lets the kernel forget channels that were closed. Any thread. */
  void forget() {
    if (selector.isOpen()) {
      try {
        selector.selectNow(key -> {});
      } catch (IOException | ClosedSelectorException e) {
        // nothing to forget any more
      }
    }
  }

  @Override
  public long prepare() {
    longest = beforeSleep.getAsLong();
    return sequence.get();
  }

  @Override
  public boolean signalled(long token) {
    return sequence.get() != token || isReady();
  }

  private boolean isReady() {
    try {
      ready = false;
      return selector.selectNow(this::note) > 0 || ready;
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      return true; // the owner finds out what happened
    }
  }

  private void note(SelectionKey key) {
    ready = true;
  }

  @Override
  public void await(long token, long nanos) {
    long deadline = System.nanoTime() + Math.min(nanos, longest);
    try {
      while (sequence.get() == token && !Thread.currentThread().isInterrupted()) {
        long left = deadline - System.nanoTime();
        ready = false;
        if (left >= MILLI) {
          selector.select(this::note, left / MILLI);
        } else if (left > 0) {
          LockSupport.parkNanos(this, Math.min(left, NAP));
          selector.selectNow(this::note);
        } else {
          return;
        }
        if (ready) {
          return;
        }
      }
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      // the owner finds out what happened
    }
  }

  @Override
  public void cancel() {}

  @Override
  public void wake() {
    sequence.incrementAndGet();
    selector.wakeup();
  }

  /** Any thread. */
  void close() {
    try {
      selector.close();
    } catch (IOException e) {
      // its descriptors are gone all the same
    }
  }
}
