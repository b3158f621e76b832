package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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
    AWAIT_ROOM,
    /** Wait until the stream has something to read: an acknowledgement opens the window. */
    AWAIT_CREDIT
  }

  private static final int LONG = 32 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final ByteStream stream;
  private final Engine engine;
  private final BooleanSupplier lookAhead;
  private final Credit credit;
  private final @Nullable Replacer replacer;
  private final Outflow flow;
  private final SendRing ring;
  private final Pace pace = new Pace();

  private boolean claimed;
  private boolean watched;
  private boolean creditAwaited;
  private volatile boolean lookedInVain;
  private long ackAppended;
  private boolean ackReplaced;

  /**
   * Makes the outgoing half.
   *
   * @param lookAhead reads acknowledgements; false if it found nothing
   */
  Outbox(
      ByteStream stream,
      Engine engine,
      long capacity,
      boolean replaces,
      BooleanSupplier lookAhead) {
    this.stream = stream;
    this.lookAhead = lookAhead;
    this.engine = engine;
    this.credit = new Credit(lock, capacity);
    this.replacer = replaces ? new Replacer(credit, capacity) : null;
    this.flow = new Outflow(stream, replacer);
    this.ring = flow.ring();
  }

  // --- credit ---

  boolean hasRoom(long size) {
    lock.lock();
    try {
      return replacer != null || credit.covers(size, flow.isEmpty());
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
        flush(true);
        flow.writeThrough(flags, source, offset, length);
        leaveToEngine();
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
    if (flow.isOver()) {
      return Result.BROKEN;
    }
    if (credit.covers(size, flow.isEmpty())) {
      return Result.TAKEN;
    }
    Replacer over = replacer;
    if (over == null || !replace) {
      return Result.NO_ROOM;
    }
    ackReplaced |= over.replace(ring, size);
    return Result.TAKEN;
  }

  private void publish(int at, long size) {
    flow.publish(at, size);
    if (pace.appended(size, flow.isFull() || flow.isHeld())) {
      pace.writeBegins();
      flush(size >= LONG);
      if (!flow.isFull() && pace.writeEnded() && !watched) {
        watch();
      }
    }
    leaveToEngine();
  }

  private void leaveToEngine() {
    if (!watched && !flow.isEmpty() && !creditAwaited) {
      watch();
    }
  }

  private void watch() {
    watched = true;
    engine.watch(this);
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
      long size = FrameLayout.size(length);
      if (flow.isOver()) {
        credit.spend(flags, size); // whoever lent the memory was told that it is sent: in doubt
      } else {
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

  /** Takes what the other end says that it has consumed; false if it can't be true. */
  boolean acknowledged(Consumed consumed) {
    if (!credit.acknowledge(consumed)) {
      return false;
    }
    if (replacer != null) {
      lock.lock();
      try {
        creditAwaited = false;
        flush(false);
        leaveToEngine();
      } finally {
        lock.unlock();
      }
    }
    return true;
  }

  /** Sends how much this end has consumed; false if that must be tried again later. */
  boolean acknowledge(Consumed consumed) {
    lock.lock();
    try {
      boolean lastOneWaits = ackAppended > flow.gone();
      if (claimed || (lastOneWaits && !ackReplaced) || flow.isOver()) {
        return false;
      }
      int size = FrameLayout.HEADER + FrameLayout.ACK_PAYLOAD;
      int at = ring.reserve(size);
      FrameLayout.acknowledge(ring.memory(), at, FrameLayout.ACK, consumed);
      flow.publish(at, size);
      ackAppended = flow.appended();
      ackReplaced = false;
      if (!flow.isFull()) {
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

  private void flush(boolean patient) {
    pace.writing();
    flow.flush(patient, !claimed);
  }

  /** Writes what waits, for an owner that has nothing better to do; whether nothing waits now. */
  boolean push() {
    lock.lock();
    try {
      if (!flow.isEmpty()) {
        flush(false);
      }
      return flow.isEmpty() && stream.isFlushed();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits to be written, at a look without the lock. */
  boolean isEmpty() {
    return ring.isEmpty();
  }

  /** Writes what waits, if a look without the lock shows anything: for idle moments. */
  void nudge() {
    if (!ring.isEmpty() && !flow.isFull() && lock.tryLock()) {
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
      if (!flow.isOver()) {
        flush(false);
      }
      Next next = flow.isOver() ? Next.REST : next();
      watched = next == Next.LOOK_AGAIN || next == Next.AWAIT_ROOM;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private Next next() {
    if (flow.isHeld()) {
      creditAwaited = !lookedInVain;
      lookedInVain = false;
      return creditAwaited ? Next.AWAIT_CREDIT : Next.LOOK_AGAIN;
    }
    if (!flow.isEmpty()) {
      return Next.AWAIT_ROOM;
    }
    return pace.goesOn() ? Next.LOOK_AGAIN : Next.REST;
  }

  /** The engine's part, once there is something to read. */
  void readable() {
    lookedInVain = !lookAhead.getAsBoolean();
  }

  /** Takes and writes nothing more. Any thread. */
  void stop() {
    lock.lock();
    try {
      flow.fail(new IOException("the connection has ended"));
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more: the other end has said goodbye. Any thread. */
  void shut() {
    lock.lock();
    try {
      flow.shut();
    } finally {
      lock.unlock();
    }
  }

  /** Why nothing can be written any more, or null. */
  @Nullable IOException failure() {
    lock.lock();
    try {
      return flow.failure();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and says goodbye after what waits. Any thread. */
  void end(Consumed consumed) {
    lock.lock();
    try {
      flow.end(consumed);
    } finally {
      lock.unlock();
    }
  }

  /** After {@link #end}: writes what the stream takes; true if nothing is left to write. */
  boolean finish() {
    lock.lock();
    try {
      return flow.finish();
    } finally {
      lock.unlock();
    }
  }

  ByteStream stream() {
    return stream;
  }
}
