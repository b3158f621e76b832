package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Byte-range locks that belong to an open file description: the kernel drops them when the last
 * descriptor of that description is closed, which the death of its process does.
 *
 * <p>Thread safe; no call waits.
 */
public final class OfdLock {
  /** How a byte is locked. */
  public enum Kind {
    SHARED((short) 0),
    EXCLUSIVE((short) 1);

    private final short type;

    Kind(short type) {
      this.type = type;
    }
  }

  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final short F_UNLCK = 2;
  private static final long START = 8;
  private static final long LENGTH = 16;

  private OfdLock() {}

  /**
   * Locks one byte, which may lie beyond the end of the file.
   *
   * @return whether it was granted; {@code false} if another description holds it
   */
  public static boolean tryLock(int fd, long offset, Kind kind) {
    return set(fd, offset, kind.type);
  }

  /**
   * Locks all bytes of a range for this description alone.
   *
   * @return whether it was granted; {@code false} if another description holds one of them
   */
  public static boolean tryLockAll(int fd, long from, long to) {
    return set(fd, from, to - from + 1, Kind.EXCLUSIVE.type);
  }

  /** Gives the lock of one byte back. */
  public static void unlock(int fd, long offset) {
    set(fd, offset, F_UNLCK);
  }

  /**
   * Gives all locks of a description back. Closing its descriptor does so too, but only once no
   * other process has inherited it, which one that is being started has until it runs its program.
   */
  public static void unlockAll(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flock = flock(arena, 0, F_UNLCK);
      flock.set(ValueLayout.JAVA_LONG, LENGTH, 0L); // to the end
      int errno = call(fd, F_OFD_SETLK, flock);
      if (errno != 0) {
        throw new OsException("fcntl(F_OFD_SETLK)", "fd=" + fd, errno);
      }
    }
  }

  /** Whether another open file description holds a lock on this byte. */
  public static boolean heldElsewhere(int fd, long offset) {
    return anyHeldElsewhere(fd, offset, offset) >= 0;
  }

  /**
   * A byte of a range on which another open file description holds a lock: of the locks there any
   * one, the first byte of it that lies in the range; -1 if there is none.
   */
  public static long anyHeldElsewhere(int fd, long from, long to) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flock = flock(arena, from, Kind.EXCLUSIVE.type);
      flock.set(ValueLayout.JAVA_LONG, LENGTH, to - from + 1);
      int errno = call(fd, F_OFD_GETLK, flock);
      if (errno != 0) {
        throw new OsException("fcntl(F_OFD_GETLK)", "fd=" + fd, errno);
      }
      boolean held = flock.get(ValueLayout.JAVA_SHORT, 0) != F_UNLCK;
      return held ? Math.max(from, flock.get(ValueLayout.JAVA_LONG, START)) : -1;
    }
  }

  private static boolean set(int fd, long offset, short type) {
    return set(fd, offset, 1, type);
  }

  private static boolean set(int fd, long offset, long length, short type) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flock = flock(arena, offset, type);
      flock.set(ValueLayout.JAVA_LONG, LENGTH, length);
      int errno = call(fd, F_OFD_SETLK, flock);
      if (errno == Errno.EAGAIN || errno == Errno.EACCES) {
        return false;
      }
      if (errno != 0) {
        throw new OsException("fcntl(F_OFD_SETLK)", "fd=" + fd, errno);
      }
      return true;
    }
  }

  private static int call(int fd, int command, MemorySegment flock) {
    MemorySegment capture = Libc.capture();
    try {
      while (true) {
        CrashPoint.FCNTL.reach();
        if ((int) Libc.FCNTL.invokeExact(capture, fd, command, flock) == 0) {
          return 0;
        }
        int errno = Libc.errno(capture);
        if (errno != Errno.EINTR) {
          return errno;
        }
      }
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** struct flock: short type, short whence, long start, long length, int pid. */
  private static MemorySegment flock(Arena arena, long offset, short type) {
    MemorySegment flock = arena.allocate(32, 8);
    flock.set(ValueLayout.JAVA_SHORT, 0, type);
    flock.set(ValueLayout.JAVA_LONG, START, offset);
    flock.set(ValueLayout.JAVA_LONG, LENGTH, 1L);
    return flock;
  }
}
