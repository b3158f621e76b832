package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/**
 * A thread's request to the kernel: when the thread dies, mark a word of shared memory and wake one
 * who sleeps on it. What the kernel calls a robust futex; it does so while the thread gives up its
 * memory, long before the locks of its process are dropped.
 *
 * <p>The kernel marks the word only if it holds {@link #value} then: it keeps {@link #WAITERS},
 * sets {@link #DIED} and clears the rest. A thread has one such list, which the C library uses for
 * mutexes of its own; the virtual machine takes none of those on a thread that runs Java. {@link
 * #close} puts the library's list back.
 *
 * <p>Belongs to the thread that made it, which must close it before it ends in order.
 */
public final class LastWord implements AutoCloseable {
  /** Set by the kernel at the thread's death. */
  public static final int DIED = 0x40000000;

  /** Tells the kernel to wake somebody. */
  public static final int WAITERS = 0x80000000;

  private static final boolean ARM = Platform.arch() == Platform.Arch.AARCH64;
  private static final long SYS_GETTID = ARM ? 178 : 186;
  private static final long SYS_SET_ROBUST_LIST = ARM ? 99 : 273;
  private static final long SYS_GET_ROBUST_LIST = ARM ? 100 : 274;

  /** struct robust_list_head: first entry, offset of the word from its entry, pending entry. */
  private static final long HEAD_BYTES = 24;

  private static final long OFFSET = 8;

  /** The only entry, which lies behind the head: a pointer to the next one, here the head. */
  private static final long ENTRY = HEAD_BYTES;

  private static final long OLD = 32;
  private static final long OLD_LENGTH = 40;

  private final MemorySegment memory = Arena.ofAuto().allocate(48, 8);
  private final int value;
  private boolean standing;

  /**
   * Asks for it.
   *
   * @param address of the word, 4-byte aligned, in a shared mapping that outlives this
   */
  public LastWord(long address) {
    long entry = memory.address() + ENTRY;
    fill(entry, address - entry);
    this.value = thread() | WAITERS;
    this.standing = isOldKnown() && set(memory.address(), HEAD_BYTES);
  }

  private void fill(long entry, long offset) {
    memory.set(ValueLayout.JAVA_LONG, 0, entry);
    memory.set(ValueLayout.JAVA_LONG, OFFSET, offset);
    memory.set(ValueLayout.JAVA_LONG, ENTRY, memory.address());
  }

  /** Whether the kernel will do it. */
  public boolean isStanding() {
    return standing;
  }

  /** What the word must hold. */
  public int value() {
    return value;
  }

  private static int thread() {
    CrashPoint.GETTID.reach();
    try {
      return (int) (long) Libc.GETTID.invokeExact(Libc.capture(), SYS_GETTID);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private boolean isOldKnown() {
    MemorySegment old = memory.asSlice(OLD, 8);
    MemorySegment length = memory.asSlice(OLD_LENGTH, 8);
    CrashPoint.ROBUST_LIST_GET.reach();
    try {
      return (long)
              Libc.GET_ROBUST_LIST.invokeExact(Libc.capture(), SYS_GET_ROBUST_LIST, 0, old, length)
          == 0;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static boolean set(long head, long length) {
    CrashPoint.ROBUST_LIST_SET.reach();
    try {
      return (long)
              Libc.SET_ROBUST_LIST.invokeExact(Libc.capture(), SYS_SET_ROBUST_LIST, head, length)
          == 0;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Takes the request back. */
  @Override
  public void close() {
    if (standing) {
      standing = false;
      long head = memory.get(ValueLayout.JAVA_LONG, OLD);
      try {
        boolean ignored = set(head, memory.get(ValueLayout.JAVA_LONG, OLD_LENGTH));
      } finally {
        Reference.reachabilityFence(memory); // the kernel had its address until now
      }
    }
  }
}
