package io.ipc4j.aeron.link;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The right to use something of Aeron's that may be unmapped: whoever has it is alone, and what is
 * unmapped is nobody's any more. Any thread; a turn that was taken by one thread may be given back
 * by another.
 */
final class Turn {
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int OVER = 2;
  private static final int SPINS = 100;

  private final AtomicInteger state = new AtomicInteger(FREE);

  /** Takes the turn, waiting for who has it for a moment; false if it is over for good. */
  boolean enter() {
    int spins = 0;
    while (!state.compareAndSet(FREE, TAKEN)) {
      if (state.get() == OVER) {
        return false;
      }
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    return true;
  }

  /** Takes the turn if nobody has it. */
  boolean tryEnter() {
    return state.compareAndSet(FREE, TAKEN);
  }

  /** Gives the turn back. */
  void exit() {
    state.setRelease(FREE);
  }

  /** Ends it for good unless somebody has the turn now; true if it is over. */
  boolean tryEnd() {
    return state.compareAndSet(FREE, OVER) || state.get() == OVER;
  }
}
