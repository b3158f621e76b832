package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing half of a connection: takes records within the link's capacity, and decides when
 * they are written to the stream.
 *
 * <p>While little is sent, the sender writes each record itself: one system call, no other thread.
 * When several follow each other closely it begins a <i>burst</i>: records gather until {@value
 * Pace#BATCH} bytes wait, and then go out in one call; the {@link Engine} writes what is left over
 * within {@link Engine#TICK}, and ends the burst. It also writes on when the stream had no room.
 *
 * <p><i>State:</i> guarded by {@code lock}, which is held for one append and at most a few writes
 * that don't block. <i>Ordering:</i> whoever leaves bytes behind has the engine watch, under the
 * same lock under which the engine stops watching; so nothing is forgotten. <i>Ownership:</i> the
 * connection's owner appends, anybody may write. <i>If the process dies here:</i> what waits is
 * lost with its sender; the reader sees a stream that ends without {@code FIN}.
 */
final class Outbox {
  /** What became of an attempt to append. */
  enum Result {
    TAKEN,
    NO_ROOM,
    BROKEN
  }

  /** What the engine has to do next. */
  enum Next {
    /** Nothing, until it is told to watch again. */
    REST,
    /** Look again after a tick. */
    LOOK_AGAIN,
    /** Wait until the stream has room. */
    AWAIT_ROOM
  }

  private static final int LONG = 32 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final ByteStream stream;
  private final Engine engine;
  private final Credit credit;
  private final Pace pace = new Pace();
  private final SendRing ring = new SendRing();
  private final @Nullable Replacer replacer;
  private final Passage passage = new Passage();
  private @Nullable ByteBuffer farewell;
  private @Nullable IOException failure;

  private boolean claimed;
  private boolean full;
  private boolean watched;
  private long appended;
  private long ackAppended;
  private boolean ackReplaced;

  Outbox(ByteStream stream, Engine engine, long capacity, boolean replaces) {
    this.stream = stream;
    this.engine = engine;
    this.credit = new Credit(lock, capacity);
    this.replacer = replaces ? new Replacer() : null;
  }

  // --- credit ---

  boolean hasRoom(long size) {
    lock.lock();
    try {
      return replacer != null || credit.covers(size, isEmpty());
    } finally {
      lock.unlock();
    }
  }

  /** What was sent and consumed. */
  Credit credit() {
    return credit;
  }

  // --- appending ---

  /**
   * Takes a record.
   *
   * @param replace whether older records give way, where that is the policy
   */
  Result offer(int flags, MemorySegment source, long offset, long length, boolean replace) {
    long size = FrameLayout.size(length);
    lock.lock();
    try {
      Result room = makeRoom(size, replace);
      if (room != Result.TAKEN) {
        return room;
      }
      credit.spend(flags, size);
      if (length >= LONG && source.isNative() && replacer == null) {
        writeThrough(flags, source, offset, length);
        return Result.TAKEN;
      }
      int at = ring.reserve(size);
      MemorySegment memory = ring.memory();
      FrameLayout.word(memory, at, FrameLayout.header(FrameLayout.DATA, flags, length));
      MemorySegment.copy(source, offset, memory, at + FrameLayout.HEADER, length);
      publish(at, size);
      return Result.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  private Result makeRoom(long size, boolean replace) {
    if (failure != null || farewell != null) {
      return Result.BROKEN;
    }
    if (credit.covers(size, isEmpty())) {
      return Result.TAKEN;
    }
    Replacer over = replacer;
    if (over == null || !replace) {
      return Result.NO_ROOM;
    }
    ackReplaced |= over.replace(ring, credit, size);
    return Result.TAKEN;
  }

  private void publish(int at, long size) {
    ring.publish(at, size);
    appended += size;
    if (pace.appended(size, full)) {
      flush(size >= LONG);
      if (!full && pace.beginsBurst() && !watched) {
        watch();
      }
    }
    leaveToEngine();
  }

  private void leaveToEngine() {
    if (!watched && !isEmpty()) {
      watch();
    }
  }

  private void watch() {
    watched = true;
    engine.watch(this);
  }

  /** Writes a long record from where it lies, and keeps only what the stream doesn't take. */
  private void writeThrough(int flags, MemorySegment source, long offset, long length) {
    flush(true);
    long written = 0;
    if (isEmpty() && failure == null) {
      try {
        written = passage.write(stream, flags, source, offset, length);
      } catch (IOException e) {
        failure = e;
      }
    }
    long size = FrameLayout.size(length);
    if (written < size && failure == null) {
      full = true;
      int at = ring.reserve(size);
      passage.keep(ring.memory(), at, flags, source, offset, length, written);
      ring.publish(at, size);
      ring.skip(written);
      appended += size;
    }
    leaveToEngine();
  }

  // --- claims ---

  /** Where a record of that length may be written, or -1 without room, or -2 if broken. */
  long claim(long length, boolean replace) {
    long size = FrameLayout.size(length);
    lock.lock();
    try {
      Result room = makeRoom(size, replace);
      if (room != Result.TAKEN) {
        return room == Result.NO_ROOM ? -1 : -2;
      }
      claimed = true;
      return (long) ring.reserve(size) + FrameLayout.HEADER;
    } finally {
      lock.unlock();
    }
  }

  MemorySegment claimMemory() {
    return ring.memory();
  }

  void commit(int flags, long at, long length) {
    lock.lock();
    try {
      claimed = false;
      if (failure == null && farewell == null) {
        long size = FrameLayout.size(length);
        int start = (int) at - FrameLayout.HEADER;
        FrameLayout.word(ring.memory(), start, FrameLayout.header(FrameLayout.DATA, flags, length));
        credit.spend(flags, size);
        publish(start, size);
      }
    } finally {
      lock.unlock();
    }
  }

  void abort() {
    lock.lock();
    try {
      claimed = false;
    } finally {
      lock.unlock();
    }
  }

  // --- acknowledging ---

  /** Sends how much this end has consumed; false if that must be tried again later. */
  boolean acknowledge(long records, long bytes) {
    lock.lock();
    try {
      boolean lastOneWaits = ackAppended > appended - ring.queued();
      if (claimed || (lastOneWaits && !ackReplaced) || failure != null || farewell != null) {
        return false;
      }
      int size = FrameLayout.HEADER + FrameLayout.ACK_PAYLOAD;
      int at = ring.reserve(size);
      FrameLayout.acknowledge(ring.memory(), at, FrameLayout.ACK, records, bytes);
      ring.publish(at, size);
      appended += size;
      ackAppended = appended;
      ackReplaced = false;
      if (!full) {
        flush(false);
      }
      leaveToEngine();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an acknowledgement gave way to newer records and has to be sent again. */
  boolean lostAcknowledgement() {
    return ackReplaced;
  }

  // --- writing ---

  private boolean isEmpty() {
    Replacer over = replacer;
    return ring.isEmpty() && (over == null || !over.hasPrefix());
  }

  private void flush(boolean patient) {
    pace.writing();
    long idleSince = 0;
    int before = ring.queued();
    try {
      while (failure == null && !drain()) {
        full = true;
        int queued = ring.queued();
        if (!patient || (idleSince != 0 && System.nanoTime() - idleSince > Passage.PATIENCE)) {
          return;
        }
        idleSince = queued < before || idleSince == 0 ? System.nanoTime() : idleSince;
        before = queued;
      }
      full = false;
      if (!claimed) {
        ring.rewind();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private boolean drain() throws IOException {
    Replacer over = replacer;
    if (over != null) {
      return over.drain(ring, stream);
    }
    while (!ring.isEmpty()) {
      if (ring.writable() > ring.write(stream)) {
        return false;
      }
    }
    return true;
  }

  /** Writes what waits, for a sender that was refused and has nothing better to do. */
  void push() {
    lock.lock();
    try {
      if (!isEmpty()) {
        flush(false);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, if a look without the lock shows anything: for idle moments. */
  void nudge() {
    if (!ring.isEmpty() && !full && lock.tryLock()) {
      try {
        flush(false);
      } finally {
        lock.unlock();
      }
    }
  }

  /** The engine's part. */
  Next tick() {
    if (!lock.tryLock()) {
      return Next.LOOK_AGAIN;
    }
    try {
      if (failure == null && farewell == null) {
        flush(false);
        if (!isEmpty() && failure == null) {
          return Next.AWAIT_ROOM;
        }
        if (pace.goesOn() && failure == null) {
          return Next.LOOK_AGAIN;
        }
      }
      watched = false;
      return Next.REST;
    } finally {
      lock.unlock();
    }
  }

  /** Why nothing can be written any more, or null. */
  @Nullable IOException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and says goodbye after what waits. Any thread. */
  void end(long records, long bytes) {
    lock.lock();
    try {
      if (farewell == null) {
        int size = FrameLayout.HEADER + FrameLayout.ACK_PAYLOAD;
        MemorySegment frame = Arena.ofAuto().allocate(size, FrameLayout.HEADER);
        FrameLayout.acknowledge(frame, 0, FrameLayout.FIN, records, bytes);
        farewell = frame.asByteBuffer();
      }
    } finally {
      lock.unlock();
    }
  }

  /** After {@link #end}: writes what the stream takes; true if nothing is left to write. */
  boolean finish() {
    lock.lock();
    try {
      flush(false);
      ByteBuffer last = farewell;
      if (failure == null && isEmpty() && last != null && last.hasRemaining()) {
        stream.write(last);
      }
      return failure != null || (isEmpty() && (last == null || !last.hasRemaining()));
    } catch (IOException e) {
      failure = e;
      return true;
    } finally {
      lock.unlock();
    }
  }

  ByteStream stream() {
    return stream;
  }
}
