package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sleeping on a 32-bit word of shared memory, and waking who sleeps there.
 *
 * <p>Takes raw addresses, so that no arena is held while a thread sleeps: on memory that was
 * unmapped meanwhile a call returns at once, it doesn't fault. Waiting blocks the calling platform
 * thread (never call it on a virtual one) and isn't interruptible: sleep in slices, or have who
 * interrupts wake the sleeper.
 */
public final class Futex {
  private static final long SYS_FUTEX = Platform.arch() == Platform.Arch.AARCH64 ? 98 : 202;
  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final ThreadLocal<MemorySegment> TIMEOUT =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(16, 8));

  private Futex() {}

  /**
   * Sleeps while the word has the given value, until woken, for the given time at most.
   *
   * @param address of the word, 4-byte aligned, in a shared mapping
   * @param expected value with which to sleep
   * @param nanos the longest sleep, in nanoseconds
   */
  public static void await(long address, int expected, long nanos) {
    MemorySegment timeout = TIMEOUT.get();
    timeout.set(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timeout.set(ValueLayout.JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
    call(address, WAIT, expected, timeout);
  }

  /**
   * Wakes sleepers.
   *
   * @param address of the word
   * @param count how many to wake at most
   */
  public static void wake(long address, int count) {
    call(address, WAKE, count, MemorySegment.NULL);
  }

  private static void call(long address, int operation, int value, MemorySegment timeout) {
    MemorySegment capture = Libc.capture();
    long done;
    CrashPoint.FUTEX.reach();
    try {
      done =
          (long)
              Libc.FUTEX.invokeExact(capture, SYS_FUTEX, address, operation, value, timeout, 0L, 0);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
    if (done < 0) {
      int errno = Libc.errno(capture);
      // The word had changed, a signal came, the time is over, the memory is gone: look again.
      if (errno != Errno.EAGAIN
          && errno != Errno.EINTR
          && errno != Errno.ETIMEDOUT
          && errno != Errno.EFAULT) {
        throw new OsException("futex", "operation=" + operation, errno);
      }
    }
  }
}
