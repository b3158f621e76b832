package io.ipc4j.shm.session;

import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.posix.Futex;
import io.ipc4j.shm.posix.LastWord;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A word of shared memory that the kernel marks, and on which it wakes one sleeper, when the thread
 * dies that has said so. A hint to look, and no more: anybody may write there, and the thread is
 * one of several.
 *
 * <p>Thread safe, but what {@link #begin} begins belongs to its thread.
 */
final class Life {
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment memory;
  private final long offset;

  /**
   * Names a word.
   *
   * @param memory a shared mapping
   * @param offset of 4 bytes, a multiple of 4
   */
  Life(MemorySegment memory, long offset) {
    this.memory = memory;
    this.offset = offset;
  }

  int value() {
    return (int) WORD.getAcquire(memory, offset);
  }

  /** Whether a value says that the thread has died. */
  static boolean isLost(int value) {
    return (value & LastWord.DIED) != 0;
  }

  long address() {
    return memory.address() + offset;
  }

  /** Has the kernel tell of the calling thread's death, until {@link #end}. */
  LastWord begin() {
    LastWord mine = new LastWord(address());
    if (mine.isStanding()) {
      CrashPoint.SESSION_LIFE.reach();
      WORD.setRelease(memory, offset, mine.value());
    }
    return mine;
  }

  /** Takes that back, unless another thread of the session has begun meanwhile. */
  void end(LastWord mine) {
    try (mine) {
      if (mine.isStanding() && value() == mine.value()) {
        CrashPoint.SESSION_LIFE_ENDED.reach();
        boolean ignored = WORD.compareAndSet(memory, offset, mine.value(), 0);
      }
    }
  }

  /** Wakes all others: the kernel has woken one. */
  void passOn() {
    Futex.wake(address(), Integer.MAX_VALUE);
  }
}
