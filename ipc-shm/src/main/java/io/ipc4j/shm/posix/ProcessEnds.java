package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sleeps until one of several processes ends, by what the kernel calls a pidfd.
 *
 * <p>A hint to look, and no more: a process number may mean another process where this one lives in
 * another PID namespace, and a process that can't be watched this way is passed over in silence.
 *
 * <p>Belongs to one thread, except {@link #wake}, which any may call.
 */
public final class ProcessEnds implements AutoCloseable {
  private static final long SYS_PIDFD_OPEN = 434;
  private static final int NONE = -1;
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;
  private static final short POLLIN = 1;
  private static final long EVENTS = 4;
  private static final long READY = 6;
  private static final long POLLFD_BYTES = 8;

  private final MemorySegment rung = Arena.ofAuto().allocate(8, 8);
  private final Map<Long, Integer> watched = new HashMap<>();
  private final int bell;
  private MemorySegment polled = MemorySegment.NULL;
  private boolean closed;

  /** Watches nobody yet. */
  public ProcessEnds() {
    this.bell = eventfd();
  }

  private static int eventfd() {
    CrashPoint.EVENTFD.reach();
    try {
      return (int) Libc.EVENTFD.invokeExact(Libc.capture(), 0, EFD_CLOEXEC | EFD_NONBLOCK);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Watches these processes and no others; one that has ended is not watched again. */
  public void watch(Set<Long> pids) {
    watched
        .entrySet()
        .removeIf(entry -> {
          boolean over = !pids.contains(entry.getKey());
          if (over) {
            close(entry.getValue());
          }
          return over;
        });
    for (long pid : pids) {
      watched.computeIfAbsent(pid, ProcessEnds::open);
    }
  }

  /** Whether {@link #wake} ends a sleep: not where the system had no descriptor left for it. */
  public boolean canBeWoken() {
    return bell >= 0;
  }

  /** Whether the end of this process ends the sleep. */
  public boolean isWatching(long pid) {
    return watched.getOrDefault(pid, NONE) >= 0;
  }

  private static int open(long pid) {
    CrashPoint.PIDFD_OPEN.reach();
    try {
      return (int) (long) Libc.PIDFD_OPEN.invokeExact(Libc.capture(), SYS_PIDFD_OPEN, (int) pid, 0);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Sleeps until a watched process ends, {@link #wake} is called, or the time is over. */
  public void await(long nanos) {
    int count = prepare();
    CrashPoint.POLL.reach();
    try {
      int millis = (int) TimeUnit.NANOSECONDS.toMillis(nanos);
      int ignored = (int) Libc.POLL.invokeExact(Libc.capture(), polled, (long) count, millis);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
    if (isReady(bell, count)) {
      silence();
    }
    for (Map.Entry<Long, Integer> entry : watched.entrySet()) {
      if (isReady(entry.getValue(), count)) {
        close(entry.getValue());
        entry.setValue(NONE);
      }
    }
  }

  private void silence() {
    CrashPoint.EVENTFD_READ.reach();
    try {
      long ignored = (long) Libc.READ.invokeExact(Libc.capture(), bell, rung, rung.byteSize());
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Writes whom to wait for; how many. A negative descriptor is ignored by the system. */
  private int prepare() {
    long size = (watched.size() + 1) * POLLFD_BYTES;
    if (polled.byteSize() < size) {
      polled = Arena.ofAuto().allocate(2 * size, POLLFD_BYTES);
    }
    int count = 0;
    add(count++, bell);
    for (int descriptor : watched.values()) {
      add(count++, descriptor);
    }
    return count;
  }

  private void add(int index, int descriptor) {
    polled.set(ValueLayout.JAVA_INT, index * POLLFD_BYTES, descriptor);
    polled.set(ValueLayout.JAVA_INT, index * POLLFD_BYTES + EVENTS, POLLIN);
  }

  private boolean isReady(int descriptor, int count) {
    for (int i = 0; i < count; i++) {
      if (polled.get(ValueLayout.JAVA_INT, i * POLLFD_BYTES) == descriptor) {
        return polled.get(ValueLayout.JAVA_SHORT, i * POLLFD_BYTES + READY) != 0;
      }
    }
    return false;
  }

  /** Ends the sleep that is on, or the next one, at once. Any thread; nothing once closed. */
  public synchronized void wake() {
    if (closed || bell < 0) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
      CrashPoint.EVENTFD_WRITE.reach();
      long ignored = (long) Libc.WRITE.invokeExact(Libc.capture(), bell, one, one.byteSize());
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Watches nobody any more; by the thread that watched. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      watched.values().forEach(ProcessEnds::close);
      watched.clear();
      close(bell);
    }
  }

  private static void close(int descriptor) {
    if (descriptor >= 0) {
      Posix.close(descriptor);
    }
  }
}
