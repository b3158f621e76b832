package io.ipc4j.msg.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A descriptor of the operating system that is never used after it was closed, although any thread
 * may close it: the number would mean another file by then.
 *
 * <p>One thread reads and one writes at a time; neither waits if the descriptor is in non-blocking
 * mode. <i>State:</i> {@code users} counts the calls under way, and has {@link #CLOSED} set once
 * nobody may begin another; whoever comes last really closes. <i>Ownership:</i> whoever made it
 * closes it. <i>If the process dies here:</i> the kernel closes it.
 */
public final class Descriptor implements AutoCloseable {
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final AtomicLong IDS = new AtomicLong(1);
  private static final int MOST_PARTS = 8;
  private static final long PART = 16;

  private final int fd;
  private final long id = IDS.getAndIncrement();
  private final AtomicInteger users = new AtomicInteger();
  private final MemorySegment parts = Arena.ofAuto().allocate(MOST_PARTS * PART, 8);

  /** Takes a number that the caller owns; it is closed with this. */
  public Descriptor(int fd) {
    this.fd = fd;
  }

  /** Another descriptor of the same open file, owned by the caller. */
  public Descriptor duplicate() throws OsException {
    return new Descriptor(Posix.control(this, Posix.F_DUPFD_CLOEXEC, 0));
  }

  /** A number that no other descriptor of this process has had. */
  public long id() {
    return id;
  }

  /** Where a process that is being started finds what this refers to; not once it is closed. */
  public Path path() {
    return Path.of("/proc/self/fd", Integer.toString(fd));
  }

  /** Begins a call; {@link #release} ends it. */
  int acquire() throws OsException {
    int now = users.get();
    while (now >= 0) {
      if (users.compareAndSet(now, now + 1)) {
        return fd;
      }
      now = users.get();
    }
    throw new OsException("closed here", "", Errno.EBADF);
  }

  /** Ends a call. */
  void release() {
    if (users.decrementAndGet() == CLOSED) {
      closeNow();
    }
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return users.get() < 0;
  }

  /**
   * Reads what has arrived.
   *
   * @param target a direct buffer; its position moves
   * @return how many bytes, 0 if none has arrived, -1 at the end
   */
  public int read(ByteBuffer target) throws OsException {
    int most = target.remaining();
    if (most == 0) {
      return 0;
    }
    MemorySegment memory = MemorySegment.ofBuffer(target);
    MemorySegment capture = Libc.capture();
    int number = acquire();
    try {
      while (true) {
        long read = (long) Libc.READ.invokeExact(capture, number, memory, (long) most);
        if (read > 0) {
          target.position(target.position() + (int) read);
          return (int) read;
        }
        if (read == 0) {
          return -1;
        }
        if (isOver("read", capture)) {
          return 0;
        }
      }
    } catch (OsException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    } finally {
      release();
    }
  }

  /**
   * Writes what there is room for.
   *
   * @param source a buffer, faster if it is direct; its position moves
   * @return how many bytes, 0 if there is no room
   */
  public int write(ByteBuffer source) throws OsException {
    int most = source.remaining();
    if (most == 0) {
      return 0;
    }
    if (!source.isDirect()) {
      ByteBuffer copy = ByteBuffer.allocateDirect(most).put(source.duplicate()).flip();
      int written = write(copy);
      source.position(source.position() + written);
      return written;
    }
    MemorySegment memory = MemorySegment.ofBuffer(source);
    MemorySegment capture = Libc.capture();
    int number = acquire();
    try {
      while (true) {
        long written = (long) Libc.WRITE.invokeExact(capture, number, memory, (long) most);
        if (written >= 0) {
          source.position(source.position() + (int) written);
          return (int) written;
        }
        if (isOver("write", capture)) {
          return 0;
        }
      }
    } catch (OsException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    } finally {
      release();
    }
  }

  /**
   * Writes what there is room for, from several buffers in turn.
   *
   * @param sources direct buffers, {@value #MOST_PARTS} at most; their positions move
   * @return how many bytes, 0 if there is no room
   */
  public long write(ByteBuffer[] sources) throws OsException {
    for (int i = 0; i < sources.length; i++) {
      parts.set(ValueLayout.JAVA_LONG, i * PART, MemorySegment.ofBuffer(sources[i]).address());
      parts.set(ValueLayout.JAVA_LONG, i * PART + 8, sources[i].remaining());
    }
    long written = writeParts(sources.length);
    long left = written;
    for (ByteBuffer source : sources) {
      int taken = (int) Math.min(left, source.remaining());
      source.position(source.position() + taken);
      left -= taken;
    }
    return written;
  }

  private long writeParts(int count) throws OsException {
    MemorySegment capture = Libc.capture();
    int number = acquire();
    try {
      while (true) {
        long written = (long) Libc.WRITEV.invokeExact(capture, number, parts, count);
        if (written >= 0) {
          return written;
        }
        if (isOver("writev", capture)) {
          return 0;
        }
      }
    } catch (OsException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    } finally {
      release();
    }
  }

  /** After a failure: true if nothing can be done now, false if a signal ended the call. */
  static boolean isOver(String call, MemorySegment capture) throws OsException {
    int errno = Libc.errno(capture);
    if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
      return errno == Errno.EAGAIN;
    }
    throw new OsException(call, "", errno);
  }

  /** Closes, after the calls under way. Idempotent; any thread; doesn't wait. */
  @Override
  public void close() {
    int now = users.get();
    while (now >= 0) {
      if (users.compareAndSet(now, now | CLOSED)) {
        if (now == 0) {
          closeNow();
        }
        return;
      }
      now = users.get();
    }
  }

  private void closeNow() {
    try {
      // an error is of no use to anybody: the descriptor is gone either way
      int ignored = (int) Libc.CLOSE.invokeExact(Libc.capture(), fd);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}
