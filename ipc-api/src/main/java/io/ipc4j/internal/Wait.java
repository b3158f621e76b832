package io.ipc4j.internal;

import io.ipc4j.channel.WaitMode;
import io.ipc4j.spi.Gate;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One blocked call's way of waiting: {@code begin}; then {@code idle} after each attempt that found
 * nothing; then {@code end}. Belongs to the handle's thread.
 *
 * <p>{@code block} spins, then alternates between announcing itself at the gate (so that the caller
 * looks once more) and sleeping there in slices as long as the gate says, 100 ms unless it is
 * opened by all that may happen. A virtual thread never spins and never sleeps on its carrier.
 */
public final class Wait {
  private static final int CLOCK_EVERY = 64;

  /** Looks without a pause: what comes in an instant is noticed in one. */
  private static final int EAGER_LOOKS = 64;

  private static final int SPINS_PER_CLOCK = 16;
  private static final int BACKOFF_SPINS = 100;
  private static final int BACKOFF_YIELDS = 100;
  private static final long SHORTEST_PARK = 1_000;
  private static final long LONGEST_PARK = 1_000_000;

  private final HandleContext context;
  private final WaitMode mode;
  private final long spin;
  private @Nullable Gate gate;
  private boolean virtual;
  private boolean spun;
  private boolean armed;
  private long token;
  private long started;
  private long nanos;
  private long rounds;
  private long park;

  /** Makes the waiting of one handle. */
  public Wait(HandleContext context) {
    this.context = context;
    this.mode = context.spec().waitMode();
    this.spin = Durations.nanos(context.spec().spin());
  }

  /** Begins a blocked call. */
  public void begin(Gate at, Duration timeout) {
    gate = at;
    virtual = Thread.currentThread().isVirtual();
    armed = false;
    spun = false;
    started = System.nanoTime();
    nanos = Durations.nanos(timeout);
    rounds = 0;
    park = SHORTEST_PARK;
  }

  /**
   * Waits a little, by the handle's mode.
   *
   * @return false if the time is over
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean idle() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (context.isClosed()) {
      throw context.closedError();
    }
    rounds++;
    if (virtual) {
      return idleVirtual();
    }
    return switch (mode) {
      case SPIN -> {
        Thread.onSpinWait();
        yield timeLeft();
      }
      case YIELD -> {
        Thread.yield();
        yield timeLeft();
      }
      case BACKOFF -> backOff();
      case BLOCK -> block();
    };
  }

  /** Ends the blocked call. */
  public void end() {
    Gate at = gate;
    if (armed && at != null) {
      at.cancel();
    }
    armed = false;
  }

  /** As {@link #idle()}, for handles that lock their calls: sleeps outside of the lock. */
  boolean idle(Lock lock) throws InterruptedException {
    if (armed) {
      return idle();
    }
    lock.lock();
    try {
      return idle();
    } finally {
      lock.unlock();
    }
  }

  private boolean timeLeft() {
    return rounds % CLOCK_EVERY != 0 || left() > 0;
  }

  private long left() {
    return nanos - (System.nanoTime() - started);
  }

  private boolean backOff() {
    if (rounds <= BACKOFF_SPINS) {
      Thread.onSpinWait();
      return timeLeft();
    }
    if (rounds <= BACKOFF_SPINS + BACKOFF_YIELDS) {
      Thread.yield();
      return timeLeft();
    }
    long left = left();
    if (left <= 0) {
      return false;
    }
    LockSupport.parkNanos(this, Math.min(park, left));
    park = Math.min(LONGEST_PARK, park * 2);
    return true;
  }

  private boolean block() {
    if (armed || spin == 0 || spun) {
      return armOrSleep();
    }
    if (rounds <= EAGER_LOOKS) {
      return true;
    }
    if (rounds % SPINS_PER_CLOCK != 0) {
      Thread.onSpinWait();
      return true;
    }
    long waited = System.nanoTime() - started;
    spun = waited >= spin;
    return waited < nanos;
  }

  private boolean armOrSleep() {
    Gate at = gate;
    if (at == null) {
      throw new IllegalStateException("idle outside of begin and end");
    }
    if (!armed) {
      armed = true;
      token = at.prepare();
      return true;
    }
    armed = false;
    long left = left();
    if (left <= 0) {
      at.cancel();
      return false;
    }
    long slice = Math.min(left, at.patience());
    if (virtual) {
      context.waiter().await(at, token, slice);
    } else {
      at.await(token, slice);
    }
    return true;
  }

  private boolean idleVirtual() {
    if (mode == WaitMode.BLOCK) {
      return armOrSleep();
    }
    if (mode == WaitMode.BACKOFF) {
      return backOff();
    }
    Thread.yield();
    return timeLeft();
  }
}
