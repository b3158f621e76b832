package io.ipc4j.shm.session;

import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.posix.Futex;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A word of shared memory on which a thread sleeps until it is rung.
 *
 * <p>Each ring changes the word, so that a ring between {@link #value} and {@link #await} isn't
 * missed. Thread safe. Ringing never blocks; waiting blocks the calling platform thread.
 *
 * <p><b>If the process dies here</b>, between publishing and ringing, the sleeper isn't woken:
 * therefore no sleep is longer than {@link #SLICE_NANOS}, unless the sleeper is told of deaths, and
 * who wakes looks again.
 */
public final class Bell {
  /** The longest sleep without a look, in nanoseconds. */
  public static final long SLICE_NANOS = 100_000_000;

  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment memory;
  private final long offset;

  /**
   * Names a bell.
   *
   * @param memory a shared mapping, zero at first
   * @param offset of 4 bytes, a multiple of 4
   */
  public Bell(MemorySegment memory, long offset) {
    this.memory = memory;
    this.offset = offset;
  }

  /** What to hand to {@link #await}; take it before looking at what is waited for. */
  public int value() {
    return (int) WORD.getAcquire(memory, offset);
  }

  /** Where the word is, for who sleeps on several. */
  long address() {
    return memory.address() + offset;
  }

  /** Sleeps until the bell is rung after {@link #value} was taken, a slice or so at most. */
  public void await(int seen, long nanos) {
    awaitLong(seen, Math.min(nanos, SLICE_NANOS));
  }

  /** The same without slices, for who is woken by all that may happen, interrupts too. */
  void awaitLong(int seen, long nanos) {
    if (nanos > 0) {
      Futex.await(address(), seen, nanos);
    }
  }

  /** Wakes everybody who sleeps here. */
  public void ring() {
    ring(Integer.MAX_VALUE);
  }

  /** Wakes one of those who sleep here. */
  public void ringOne() {
    ring(1);
  }

  private void ring(int sleepers) {
    CrashPoint.BELL_RING.reach();
    int ignored = (int) WORD.getAndAdd(memory, offset, 1);
    Futex.wake(address(), sleepers);
  }
}
