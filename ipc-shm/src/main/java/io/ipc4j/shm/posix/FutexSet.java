package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

/**
 * Sleeping on several words of memory at once. As with {@link Futex}, addresses are raw, the
 * calling platform thread is blocked, and who sleeps isn't interruptible.
 *
 * <p>Belongs to one thread.
 */
public final class FutexSet {
  /** How many words there may be. */
  public static final int MOST = 128;

  /** The time is over, a signal came or the memory is gone. */
  public static final int NONE = -1;

  /** One of the words had another value. */
  public static final int CHANGED = -2;

  /** The kernel doesn't offer it. */
  public static final int UNAVAILABLE = -3;

  private static final long SYS_FUTEX_WAITV = 449;
  private static final int REALTIME = 0; // what Java's clock in milliseconds shows by definition

  /** struct futex_waitv: u64 value, u64 address, u32 flags, u32 reserved. */
  private static final long ENTRY_BYTES = 24;

  private static final long ADDRESS = 8;
  private static final long FLAGS = 16;
  private static final int SIZE_U32 = 2;

  private final MemorySegment entries = Arena.ofAuto().allocate(MOST * ENTRY_BYTES, 8);
  private final MemorySegment timeout = Arena.ofAuto().allocate(16, 8);
  private int count;

  /** Empties it. */
  public void clear() {
    count = 0;
  }

  /**
   * Adds a word.
   *
   * @param address of the word, 4-byte aligned
   * @param expected value with which to sleep
   */
  public void add(long address, int expected) {
    long at = count * ENTRY_BYTES;
    entries.set(ValueLayout.JAVA_LONG, at, Integer.toUnsignedLong(expected));
    entries.set(ValueLayout.JAVA_LONG, at + ADDRESS, address);
    entries.set(ValueLayout.JAVA_INT, at + FLAGS, SIZE_U32);
    count++;
  }

  /**
   * Sleeps while all words have the values expected, until one of them is woken.
   *
   * @param nanos the longest sleep, in nanoseconds; {@link Long#MAX_VALUE} for no end
   * @return which was woken, in the order of adding, or {@link #NONE}, {@link #CHANGED} or {@link
   *     #UNAVAILABLE}
   */
  public int await(long nanos) {
    MemorySegment capture = Libc.capture();
    MemorySegment until = nanos == Long.MAX_VALUE ? MemorySegment.NULL : until(nanos);
    long woken;
    CrashPoint.FUTEX_WAITV.reach();
    try {
      woken =
          (long)
              Libc.FUTEX_WAITV.invokeExact(
                  capture, SYS_FUTEX_WAITV, entries, count, 0, until, REALTIME);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
    if (woken >= 0) {
      return (int) woken;
    }
    return switch (Libc.errno(capture)) {
      case Errno.EAGAIN -> CHANGED;
      case Errno.EINTR, Errno.ETIMEDOUT, Errno.EFAULT -> NONE;
      default -> UNAVAILABLE; // too old a kernel, or a filter of system calls
    };
  }

  private MemorySegment until(long nanos) {
    long millis = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    timeout.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
    timeout.set(ValueLayout.JAVA_LONG, 8, millis % 1000 * 1_000_000);
    return timeout;
  }
}
