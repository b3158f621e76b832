package io.ipc4j.msg.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * A set of descriptors of which one thread at a time waits for the first that is ready. Any thread
 * may change the set, wake the one that waits, and close.
 *
 * <p><i>State:</i> the kernel's; {@code events} belongs to who holds {@code lock}. A descriptor
 * that is closed leaves the set by itself.
 */
public final class Epoll implements AutoCloseable {
  /** Something to read, or the end of it. */
  public static final int IN = 1;

  /** Room to write. */
  public static final int OUT = 4;

  /** Told once, until it is asked for again. */
  public static final int ONE_SHOT = 1 << 30;

  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int MOST = 64;

  /** struct epoll_event: events, then 8 bytes for the caller; without padding on x86 alone. */
  private static final int DATA = Platform.isX86() ? 4 : 8;

  private static final int SIZE = DATA + 8;
  private static final long WAKE = 0;
  private static final ByteBuffer ONE =
      ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putLong(0, 1).asReadOnlyBuffer();

  private final Descriptor set;
  private final Descriptor alarm;
  private final MemorySegment events = Arena.ofAuto().allocate((long) MOST * SIZE, 8);
  private final ByteBuffer rung = ByteBuffer.allocateDirect(8);
  private final ReentrantLock lock = new ReentrantLock();

  /** Makes an empty set. */
  public Epoll() throws OsException {
    set =
        new Descriptor(
            Posix.call(
                "epoll_create1",
                "",
                (capture, arena) ->
                    (int) Libc.EPOLL_CREATE1.invokeExact(capture, Posix.O_CLOEXEC)));
    try {
      alarm = Posix.event();
    } catch (OsException e) {
      set.close();
      throw e;
    }
    control(ADD, alarm, IN, WAKE);
  }

  /**
   * Waits for events of a descriptor, in place of those that were waited for before.
   *
   * @param wanted {@link #IN} or {@link #OUT}, with {@link #ONE_SHOT} or without
   */
  public void want(Descriptor descriptor, int wanted) throws OsException {
    try {
      control(MODIFY, descriptor, wanted, descriptor.id());
    } catch (OsException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      control(ADD, descriptor, wanted, descriptor.id());
    }
  }

  /** Waits for a descriptor no longer; one that is closed, or isn't in the set, does no harm. */
  public void forget(Descriptor descriptor) {
    try {
      control(DELETE, descriptor, 0, 0);
    } catch (OsException e) {
      // it is not in the set: so be it
    }
  }

  private void control(int operation, Descriptor descriptor, int wanted, long id)
      throws OsException {
    int to = set.acquire();
    try {
      int fd = descriptor.acquire();
      try {
        Posix.call(
            "epoll_ctl",
            "",
            (capture, arena) -> {
              MemorySegment event = arena.allocate(SIZE, 8);
              event.set(ValueLayout.JAVA_INT, 0, wanted);
              event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, id);
              return (int) Libc.EPOLL_CTL.invokeExact(capture, to, operation, fd, event);
            });
      } finally {
        descriptor.release();
      }
    } finally {
      set.release();
    }
  }

  /**
   * Waits until a descriptor is ready, {@link #wake} is called or the time is over. Blocks the
   * calling platform thread: never call it with a time on a virtual one. An interrupt doesn't end
   * it.
   *
   * @param millis how long at most, 0 for not at all, and not either while another thread waits
   * @param ready takes the {@link Descriptor#id} of each that is ready
   */
  public void await(int millis, LongConsumer ready) throws OsException {
    if (millis > 0) {
      lock.lock();
    } else if (!lock.tryLock()) {
      return;
    }
    try {
      int count = await(millis);
      for (int i = 0; i < count; i++) {
        long id = events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * SIZE + DATA);
        if (id == WAKE) {
          alarm.read(rung.clear());
        } else {
          ready.accept(id);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private int await(int millis) throws OsException {
    MemorySegment capture = Libc.capture();
    int fd = set.acquire();
    try {
      alarm.acquire(); // it must not leave the set before who waits has heard it
    } catch (OsException e) {
      set.release();
      throw e;
    }
    try {
      int count = (int) Libc.EPOLL_WAIT.invokeExact(capture, fd, events, MOST, millis);
      int errno = count < 0 ? Libc.errno(capture) : 0;
      if (errno != 0 && errno != Errno.EINTR) {
        throw new OsException("epoll_wait", "", errno);
      }
      return Math.max(0, count);
    } catch (OsException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    } finally {
      alarm.release();
      set.release();
    }
  }

  /** Makes {@link #await} return, or the next one at once. Any thread. */
  public void wake() {
    try {
      alarm.write(ONE.duplicate());
    } catch (OsException e) {
      // closed: nobody waits any more
    }
  }

  /** Wakes who waits, and closes. Idempotent; any thread. */
  @Override
  public void close() {
    wake();
    set.close();
    alarm.close();
  }
}
