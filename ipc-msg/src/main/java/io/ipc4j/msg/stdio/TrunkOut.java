package io.ipc4j.msg.stdio;

import io.ipc4j.msg.posix.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What goes out over a {@link Trunk}: frames are written at once, and wait where the pipe has no
 * room.
 *
 * <p><i>State:</i> guarded by {@code lock}, held for one append and for writes that don't block.
 * Data finds no room while more than {@link #MOST_DATA} bytes wait, so that no lane can fill this
 * process's memory; the few other frames always do, up to {@link #MOST}.
 */
final class TrunkOut {
  private static final int BASE = 64 << 10;
  private static final int MOST_DATA = 256 << 10;
  private static final int MOST = 16 << 20;

  private final Descriptor output;
  private final Runnable onFull;
  private final Runnable onFailure;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<LaneStream> starved = new LinkedHashSet<>();
  private ByteBuffer waiting = allocate(BASE);
  private int start;
  private volatile int pending;
  private volatile long appended;
  private volatile @Nullable String failure;

  /**
   * Begins with nothing.
   *
   * @param onFull called when bytes were left behind, for which the pipe had no room
   * @param onFailure called when nothing can be written any more
   */
  TrunkOut(Descriptor output, Runnable onFull, Runnable onFailure) {
    this.output = output;
    this.onFull = onFull;
    this.onFailure = onFailure;
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many bytes were appended since the beginning. */
  long appended() {
    return appended;
  }

  /** How many of those wait. */
  int pending() {
    return pending;
  }

  boolean hasRoom() {
    return pending < MOST_DATA;
  }

  /** Why nothing can be written any more, or null. */
  @Nullable String failure() {
    return failure;
  }

  /** Appends bytes that come before all frames. */
  void begin(byte[] bytes) {
    lock.lock();
    try {
      reserve(bytes.length);
      waiting.put(bytes);
      appended(bytes.length);
    } finally {
      lock.unlock();
    }
  }

  /** Appends a frame that is no data. */
  void append(int kind, int number, ByteBuffer payload) {
    lock.lock();
    try {
      frame(kind, number, payload, payload.remaining());
      if (pending > MOST) {
        fail("it does not read what it is told");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends data of a lane, as much as there is room for.
   *
   * @param most how many bytes at most
   * @param certain for how many of these there is always room
   * @return how many bytes; if 0, the lane is told when there is room
   */
  int append(LaneStream lane, ByteBuffer bytes, int most, int certain) throws IOException {
    lock.lock();
    try {
      String why = failure;
      if (why != null) {
        throw new IOException(why);
      }
      int room = Math.max(Math.min(most, certain), Math.min(most, MOST_DATA - pending));
      if (room <= 0) {
        starved.add(lane);
        return 0;
      }
      frame(TrunkLayout.DATA, lane.number(), bytes, room);
      return room;
    } finally {
      lock.unlock();
    }
  }

  private void frame(int kind, int number, ByteBuffer payload, int length) {
    if (failure != null) {
      return;
    }
    reserve(TrunkLayout.HEADER + length);
    waiting.putLong(TrunkLayout.header(kind, number, length));
    int limit = payload.limit();
    waiting.put(payload.limit(payload.position() + length));
    payload.limit(limit);
    appended(TrunkLayout.HEADER + length);
  }

  private void reserve(int bytes) {
    if (waiting.remaining() >= bytes) {
      return;
    }
    int kept = waiting.position() - start;
    ByteBuffer target =
        kept + bytes <= waiting.capacity() / 2
            ? waiting
            : allocate(Integer.highestOneBit(2 * (kept + bytes)));
    ByteBuffer old = waiting.duplicate().limit(waiting.position()).position(start);
    target.clear();
    waiting = target.put(old);
    start = 0;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; others only read
  private void appended(int bytes) {
    boolean idle = pending == 0;
    pending += bytes;
    appended += bytes;
    if (idle) {
      flush();
      if (pending > 0) {
        onFull.run();
      }
    }
  }

  /** Writes what the pipe takes; whether nothing is left to write. */
  boolean flush() {
    Set<LaneStream> told = Set.of();
    lock.lock();
    try {
      ByteBuffer bytes = waiting.duplicate().limit(waiting.position()).position(start);
      while (failure == null && bytes.hasRemaining() && output.write(bytes) > 0) {
        start = bytes.position();
      }
      pending = waiting.position() - start;
      if (pending == 0) {
        waiting.clear();
        start = 0;
      }
      if (pending < MOST_DATA / 2 && !starved.isEmpty()) {
        told = Set.copyOf(starved);
        starved.clear();
      }
    } catch (IOException e) {
      fail("it reads no more (" + e.getMessage() + ")");
    } finally {
      lock.unlock();
    }
    told.forEach(LaneStream::roomMade);
    return pending == 0 || failure != null;
  }

  private void fail(String why) {
    failure = why;
    pending = 0;
    onFailure.run();
  }

  /** Writes nothing more. */
  void stop(String why) {
    lock.lock();
    try {
      if (failure == null) {
        failure = why;
      }
      starved.clear();
    } finally {
      lock.unlock();
    }
  }
}
