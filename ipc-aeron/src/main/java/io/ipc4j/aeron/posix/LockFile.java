package io.ipc4j.aeron.posix;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A file whose bytes are locked by open file description: the kernel drops the locks when this
 * object is closed or its process dies, however it dies, and at no other time.
 *
 * <p>Safe for any thread; no call waits. Two of these on one file exclude each other, within one
 * process too.
 */
public final class LockFile implements AutoCloseable {
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NOFOLLOW =
      System.getProperty("os.arch", "").equals("aarch64") ? 0x8000 : 0x20000;
  private static final int PRIVATE = 0600;

  private final Path path;
  private final int fd;
  private boolean closed;

  private LockFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Opens a file, creating it if it is missing.
   *
   * @throws IpcResourceException if that fails
   */
  public static LockFile open(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = Libc.capture(arena);
      MemorySegment name = arena.allocateFrom(path.toString());
      int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
      while (true) {
        int fd = (int) Libc.OPEN.invokeExact(capture, name, flags, PRIVATE);
        if (fd >= 0) {
          return new LockFile(path, fd);
        }
        int errno = Libc.errno(capture);
        if (errno != EINTR) {
          throw failed("open", path, errno);
        }
      }
    } catch (IpcResourceException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /**
   * Locks one byte, which may lie beyond the end of the file.
   *
   * @return whether it was granted; false if another one holds it
   */
  public synchronized boolean tryLock(long at) {
    return !closed && call(F_OFD_SETLK, F_WRLCK, at) != F_WRLCK;
  }

  /** Gives the lock of one byte back. */
  public synchronized void unlock(long at) {
    if (!closed) {
      call(F_OFD_SETLK, F_UNLCK, at);
    }
  }

  /** Whether another one, in this process or elsewhere, holds the lock of a byte. */
  public synchronized boolean isHeldElsewhere(long at) {
    return !closed && call(F_OFD_GETLK, F_WRLCK, at) != F_UNLCK;
  }

  /**
   * The type that the kernel left in the structure; for SETLK that asked for if refused, else 0.
   */
  private short call(int command, short type, long at) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment capture = Libc.capture(arena);
      MemorySegment flock = arena.allocate(32, 8); // type, whence, start, length, pid
      flock.set(ValueLayout.JAVA_SHORT, 0, type);
      flock.set(ValueLayout.JAVA_LONG, 8, at);
      flock.set(ValueLayout.JAVA_LONG, 16, 1L);
      while ((int) Libc.FCNTL.invokeExact(capture, fd, command, flock) != 0) {
        int errno = Libc.errno(capture);
        if (command == F_OFD_SETLK && (errno == EAGAIN || errno == EACCES)) {
          return F_WRLCK;
        }
        if (errno != EINTR) {
          throw failed("fcntl", path, errno);
        }
      }
      return command == F_OFD_SETLK ? 0 : flock.get(ValueLayout.JAVA_SHORT, 0);
    } catch (IpcResourceException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static IpcResourceException failed(String call, Path path, int errno) {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("file", path).problem(call + " failed with error number " + errno).text());
  }

  /** Gives all locks back. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) Libc.CLOSE.invokeExact(Libc.capture(arena), fd);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}
