package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Calls on files and directories.
 *
 * <p>All of them fail with {@link OsException}. None waits for another process. Thread safe; a
 * descriptor is owned by who opened it.
 */
public final class Posix {
  /** What to open a file for. */
  public enum Access {
    READ_ONLY(0),
    READ_WRITE(2);

    private final int flag;

    Access(int flag) {
      this.flag = flag;
    }
  }

  private static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int O_CREAT = 0x40;
  private static final int O_EXCL = 0x80;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NOFOLLOW = Platform.arch() == Platform.Arch.AARCH64 ? 0x8000 : 0x20000;
  private static final int MS_SYNC = 4;
  private static final int STATX_BASIC = 0x7ff;
  private static final int STATX_BYTES = 256;
  private static final int PRIVATE_FILE = 0600;
  private static final int PRIVATE_DIRECTORY = 0700;

  private Posix() {}

  /** A call that answers 0 or more, or -1 with its reason in {@code errno}. */
  @FunctionalInterface
  private interface Downcall {
    int invoke(MemorySegment capture, Arena arena) throws Throwable;
  }

  /** The user that this process acts as. */
  public static int effectiveUser() {
    return attempt(CrashPoint.GETEUID, (capture, arena) -> (int) Libc.GETEUID.invokeExact(capture));
  }

  /** Creates a file for its owner alone and opens it; it must not exist, not even as a link. */
  public static int createFile(Path path) {
    return open(path, Access.READ_WRITE.flag | O_CREAT | O_EXCL);
  }

  /** Opens a file that exists; a symbolic link is refused. */
  public static int openFile(Path path, Access access) {
    return open(path, access.flag);
  }

  private static int open(Path path, int flags) {
    int all = flags | O_NOFOLLOW | O_CLOEXEC;
    int fd =
        attempt(
            CrashPoint.OPEN,
            (capture, arena) ->
                (int)
                    Libc.OPENAT.invokeExact(
                        capture, AT_FDCWD, name(arena, path), all, PRIVATE_FILE));
    return checked("open", path.toString(), fd);
  }

  /** Closes a descriptor. An error is of no use to anybody: the descriptor is gone either way. */
  public static void close(int fd) {
    try {
      CrashPoint.CLOSE.reach();
      int ignored = (int) Libc.CLOSE.invokeExact(Libc.capture(), fd);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Reserves every page of a file, so that no later store can find the file system full. */
  public static void reserve(int fd, long size, String subject) {
    // This one returns its error rather than leaving it in errno.
    int errno;
    do {
      errno =
          attempt(
              CrashPoint.RESERVE,
              (capture, arena) -> (int) Libc.FALLOCATE.invokeExact(capture, fd, 0L, size));
    } while (errno == Errno.EINTR);
    checked("posix_fallocate", subject + " size=" + size, -errno);
  }

  /** Writes what the system holds of an open file or directory to its disk; waits for the disk. */
  public static void sync(int fd, String subject) {
    int done =
        attempt(CrashPoint.FSYNC, (capture, arena) -> (int) Libc.FSYNC.invokeExact(capture, fd));
    checked("fsync", subject, done);
  }

  /**
   * Writes the pages of a mapping to their file; waits for the disk.
   *
   * @param memory of a mapping from its start, kept open by the caller
   */
  static void syncMemory(MemorySegment memory, String subject) {
    int done =
        attempt(
            CrashPoint.MSYNC,
            (capture, arena) ->
                (int)
                    Libc.MSYNC.invokeExact(capture, memory.address(), memory.byteSize(), MS_SYNC));
    checked("msync", subject, done);
  }

  /** The facts of an open file. */
  public static FileStat stat(int fd, String subject) {
    return statx(fd, Path.of(""), AT_EMPTY_PATH, subject).orElseThrow();
  }

  /** The facts of what stands at a path, of a link itself rather than of its target. */
  public static Optional<FileStat> stat(Path path) {
    return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, path.toString());
  }

  private static Optional<FileStat> statx(int fd, Path path, int flags, String subject) {
    try (Arena facts = Arena.ofConfined()) {
      MemorySegment statx = facts.allocate(STATX_BYTES, 8);
      int done =
          attempt(
              CrashPoint.STATX,
              (capture, arena) ->
                  (int)
                      Libc.STATX.invokeExact(
                          capture, fd, name(arena, path), flags, STATX_BASIC, statx));
      if (done == -Errno.ENOENT) {
        return Optional.empty();
      }
      checked("statx", subject, done);
      return Optional.of(FileStat.read(statx));
    }
  }

  /**
   * Gives a file a second name unless that name is taken.
   *
   * @return whether the name was free
   */
  public static boolean link(Path existing, Path name) {
    int done =
        attempt(
            CrashPoint.LINK,
            (capture, arena) ->
                (int) Libc.LINK.invokeExact(capture, name(arena, existing), name(arena, name)));
    return done != -Errno.EEXIST && checked("link", name.toString(), done) == 0;
  }

  /**
   * Removes a name of a file; those who have it open or mapped keep it.
   *
   * @return whether the name existed
   */
  public static boolean unlink(Path path) {
    int done =
        attempt(
            CrashPoint.UNLINK,
            (capture, arena) -> (int) Libc.UNLINK.invokeExact(capture, name(arena, path)));
    return done != -Errno.ENOENT && checked("unlink", path.toString(), done) == 0;
  }

  /**
   * Removes a directory if it is empty; what stands there may also be a file by now, which stays.
   *
   * @return whether it is gone
   */
  public static boolean removeDirectory(Path path) {
    int done =
        attempt(
            CrashPoint.RMDIR,
            (capture, arena) -> (int) Libc.RMDIR.invokeExact(capture, name(arena, path)));
    return done != -Errno.ENOTEMPTY
        && done != -Errno.ENOTDIR
        && (done == -Errno.ENOENT || checked("rmdir", path.toString(), done) == 0);
  }

  /**
   * Gives a directory another name, unless something other than an empty directory has that name.
   *
   * @return whether it has that name now
   */
  public static boolean renameOverEmpty(Path directory, Path name) {
    int done =
        attempt(
            CrashPoint.RENAME,
            (capture, arena) ->
                (int) Libc.RENAME.invokeExact(capture, name(arena, directory), name(arena, name)));
    return done != -Errno.ENOTEMPTY
        && done != -Errno.EEXIST
        && checked("rename", name.toString(), done) == 0;
  }

  /** Creates a directory for its owner alone unless something stands there already. */
  public static void makeDirectory(Path path) {
    int done =
        attempt(
            CrashPoint.MKDIR,
            (capture, arena) ->
                (int) Libc.MKDIR.invokeExact(capture, name(arena, path), PRIVATE_DIRECTORY));
    if (done != -Errno.EEXIST) {
      checked("mkdir", path.toString(), done);
    }
  }

  private static MemorySegment name(Arena arena, Path path) {
    return arena.allocateFrom(path.toString());
  }

  /** The call's result, or its error number negated; a call that a signal ended is repeated. */
  private static int attempt(CrashPoint point, Downcall call) {
    MemorySegment capture = Libc.capture();
    try (Arena arena = Arena.ofConfined()) {
      while (true) {
        point.reach();
        int result = call.invoke(capture, arena);
        if (result >= 0) {
          return result;
        }
        int errno = Libc.errno(capture);
        if (errno != Errno.EINTR) {
          return -errno;
        }
      }
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static int checked(String call, String subject, int result) {
    if (result < 0) {
      throw new OsException(call, subject, -result);
    }
    return result;
  }

  /** The facts of a file that callers check. */
  public record FileStat(int user, int mode, long inode, long size, long blocks) {
    private static final int TYPE_MASK = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    static FileStat read(MemorySegment statx) {
      return new FileStat(
          statx.get(ValueLayout.JAVA_INT, 20),
          Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
          statx.get(ValueLayout.JAVA_LONG, 32),
          statx.get(ValueLayout.JAVA_LONG, 40),
          statx.get(ValueLayout.JAVA_LONG, 48));
    }

    /** Whether it is an ordinary file. */
    public boolean isFile() {
      return (mode & TYPE_MASK) == REGULAR;
    }

    /** Whether it is a directory. */
    public boolean isDirectory() {
      return (mode & TYPE_MASK) == DIRECTORY;
    }

    /** Its permission bits. */
    public int permissions() {
      return mode & 07777;
    }
  }
}
