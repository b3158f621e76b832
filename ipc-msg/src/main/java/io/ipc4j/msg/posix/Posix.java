package io.ipc4j.msg.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * Calls that make descriptors, or ask and change how they are. All fail with {@link OsException}.
 * Safe for any thread; only {@link #poll} waits.
 */
public final class Posix {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_NOFOLLOW = Platform.isX86() ? 0x20000 : 0x8000;

  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;

  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;
  public static final int POLLERR = 8;
  public static final int POLLHUP = 16;

  private static final int PRIVATE_FILE = 0600;

  private Posix() {}

  /** A call that answers 0 or more, or -1 with its reason in {@code errno}. */
  @FunctionalInterface
  interface Downcall {
    long invoke(MemorySegment capture, Arena arena) throws Throwable;
  }

  /** Both ends of a pipe without a name. */
  public record Pipe(Descriptor input, Descriptor output) {}

  /**
   * Opens a file for this user alone; a symbolic link is refused, and programs that this one starts
   * don't inherit the descriptor.
   *
   * @param flags {@link #O_RDONLY} and others; {@link #O_NONBLOCK} keeps the call from waiting
   */
  public static Descriptor open(Path path, int flags) throws OsException {
    int all = flags | O_NOFOLLOW | O_CLOEXEC;
    String name = path.toString();
    return new Descriptor(
        call(
            "open",
            name,
            (capture, arena) ->
                (int) Libc.OPEN.invokeExact(capture, arena.allocateFrom(name), all, PRIVATE_FILE)));
  }

  /** Makes a named pipe for this user alone; the name must be free. */
  public static void makeFifo(Path path) throws OsException {
    String name = path.toString();
    call(
        "mkfifo",
        name,
        (capture, arena) ->
            (int) Libc.MKFIFO.invokeExact(capture, arena.allocateFrom(name), PRIVATE_FILE));
  }

  /**
   * Makes a pipe without a name.
   *
   * @param flags {@link #O_NONBLOCK}, {@link #O_CLOEXEC} or 0
   */
  public static Pipe pipe(int flags) throws OsException {
    try (Arena pair = Arena.ofConfined()) {
      MemorySegment ends = pair.allocate(ValueLayout.JAVA_INT, 2);
      call("pipe2", "", (capture, arena) -> (int) Libc.PIPE2.invokeExact(capture, ends, flags));
      return new Pipe(
          new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 0)),
          new Descriptor(ends.getAtIndex(ValueLayout.JAVA_INT, 1)));
    }
  }

  /** Another descriptor for what a number refers to; programs that are started don't inherit it. */
  public static Descriptor duplicate(int fd) throws OsException {
    return new Descriptor(
        call(
            "fcntl",
            "descriptor " + fd,
            (capture, arena) -> (int) Libc.FCNTL_INT.invokeExact(capture, fd, F_DUPFD_CLOEXEC, 3)));
  }

  /** Makes a number refer to what a descriptor refers to; programs that are started inherit it. */
  public static void refer(int fd, Descriptor to) throws OsException {
    int number = to.acquire();
    try {
      call(
          "dup3",
          "descriptor " + fd,
          (capture, arena) -> (int) Libc.DUP3.invokeExact(capture, number, fd, 0));
    } finally {
      to.release();
    }
  }

  /** Asks or changes something about a descriptor by a number, such as {@link #F_SETPIPE_SZ}. */
  public static int control(Descriptor descriptor, int command, int value) throws OsException {
    int fd = descriptor.acquire();
    try {
      return call(
          "fcntl",
          "command=" + command,
          (capture, arena) -> (int) Libc.FCNTL_INT.invokeExact(capture, fd, command, value));
    } finally {
      descriptor.release();
    }
  }

  /**
   * Asks for an option of a socket ({@code SOL_SOCKET}).
   *
   * @param fd a descriptor of somebody else, who keeps it open meanwhile
   * @param option its number
   * @param count how many ints it has
   * @return the ints
   * @throws OsException also if it isn't a socket
   */
  public static int[] socketOption(int fd, int option, int count) throws OsException {
    int solSocket = 1;
    try (Arena one = Arena.ofConfined()) {
      MemorySegment value = one.allocate(ValueLayout.JAVA_INT, count);
      MemorySegment length = one.allocateFrom(ValueLayout.JAVA_INT, (int) value.byteSize());
      call(
          "getsockopt",
          "option=" + option,
          (capture, arena) ->
              (int) Libc.GETSOCKOPT.invokeExact(capture, fd, solSocket, option, value, length));
      return value.toArray(ValueLayout.JAVA_INT);
    }
  }

  /** Makes a descriptor that {@link Epoll} can wait on, and that counts what is written to it. */
  static Descriptor event() throws OsException {
    return new Descriptor(
        call(
            "eventfd",
            "",
            (capture, arena) ->
                (int) Libc.EVENTFD.invokeExact(capture, 0, O_NONBLOCK | O_CLOEXEC)));
  }

  /**
   * Waits until a descriptor is ready. Blocks the calling platform thread: never call it with a
   * time on a virtual one. An interrupt doesn't end it.
   *
   * @param events {@link #POLLIN} and others
   * @param millis how long at most, 0 for not at all
   * @return the events that came, 0 for none
   */
  public static int poll(Descriptor descriptor, int events, int millis) throws OsException {
    int fd = descriptor.acquire();
    try (Arena one = Arena.ofConfined()) {
      MemorySegment entry = one.allocate(8, 4);
      entry.set(ValueLayout.JAVA_INT, 0, fd);
      entry.set(ValueLayout.JAVA_SHORT, 4, (short) events);
      call("poll", "", (capture, arena) -> (int) Libc.POLL.invokeExact(capture, entry, 1L, millis));
      return entry.get(ValueLayout.JAVA_SHORT, 6);
    } finally {
      descriptor.release();
    }
  }

  /** The call's result; a call that a signal ended is repeated. */
  static int call(String name, String subject, Downcall call) throws OsException {
    MemorySegment capture = Libc.capture();
    int errno;
    do {
      try (Arena arena = Arena.ofConfined()) {
        long result = call.invoke(capture, arena);
        if (result >= 0) {
          return (int) result;
        }
      } catch (Throwable e) {
        throw Libc.unexpected(e);
      }
      errno = Libc.errno(capture);
    } while (errno == Errno.EINTR);
    throw new OsException(name, subject, errno);
  }
}
