package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a connection that wait, and how they get into its stream. Not safe for threads: its
 * {@link Outbox} holds a lock.
 */
final class Outflow {
  private final ByteStream stream;
  private final SendRing ring = new SendRing();
  private final Passage passage = new Passage();
  private final @Nullable Replacer replacer;
  private @Nullable ByteBuffer farewell;
  private @Nullable IOException failure;
  private boolean shut;
  private boolean full;
  private boolean held;
  private long appended;

  /**
   * Begins with nothing.
   *
   * @param replacer replaces the oldest records, or null if none are replaced
   */
  Outflow(ByteStream stream, @Nullable Replacer replacer) {
    this.stream = stream;
    this.replacer = replacer;
  }

  SendRing ring() {
    return ring;
  }

  boolean isEmpty() {
    Replacer over = replacer;
    return ring.isEmpty() && (over == null || over.isEmpty()) && !stream.isHolding();
  }

  /** Whether no more frames are taken. */
  boolean isOver() {
    return failure != null || farewell != null || shut;
  }

  /** Whether the stream had no room when it was tried last. */
  boolean isFull() {
    return full;
  }

  /** Whether what waits waits for an acknowledgement. */
  boolean isHeld() {
    return held;
  }

  /** Why nothing can be written any more, or null. */
  @Nullable IOException failure() {
    return failure;
  }

  void fail(IOException reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /** Takes no more frames; what waits, and a goodbye, can still be written. */
  void shut() {
    shut = true;
  }

  /** Appends the frame that was written where the ring had reserved room. */
  void publish(int at, long size) {
    ring.publish(at, size);
    appended += size;
  }

  /** How many bytes were appended since the beginning. */
  long appended() {
    return appended;
  }

  /** How many of the appended bytes have left the ring. */
  long gone() {
    return appended - ring.queued();
  }

  /**
   * Writes what the stream takes.
   *
   * @param patient whether to go on for a while when the stream has no room
   * @param rewind whether the ring may begin in front again once it is empty
   */
  void flush(boolean patient, boolean rewind) {
    long idleSince = 0;
    int before = ring.queued();
    try {
      while (failure == null && !drain()) {
        int queued = ring.queued();
        boolean patienceIsOver = idleSince != 0 && System.nanoTime() - idleSince > Passage.PATIENCE;
        if (held || !patient || patienceIsOver) {
          return;
        }
        idleSince = queued < before || idleSince == 0 ? System.nanoTime() : idleSince;
        before = queued;
      }
      if (rewind) {
        ring.rewind();
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private boolean drain() throws IOException {
    Replacer.Outcome outcome = Replacer.Outcome.FULL;
    if (!stream.isHolding() || stream.flush()) {
      outcome = replacer == null ? drainAll() : replacer.drain(ring, stream, farewell != null);
      if (outcome == Replacer.Outcome.DONE && stream.isHolding()) {
        outcome = Replacer.Outcome.FULL;
      }
    }
    held = outcome == Replacer.Outcome.HELD;
    full = outcome == Replacer.Outcome.FULL;
    return outcome == Replacer.Outcome.DONE;
  }

  private Replacer.Outcome drainAll() throws IOException {
    while (!ring.isEmpty()) {
      int all = ring.writable();
      if (ring.write(stream, all) < all) {
        return Replacer.Outcome.FULL;
      }
    }
    return Replacer.Outcome.DONE;
  }

  /** Writes a long record from where it lies, and keeps only what the stream doesn't take. */
  void writeThrough(int flags, MemorySegment source, long offset, long length) {
    long written = 0;
    if (isEmpty() && failure == null) {
      try {
        written = passage.write(stream, flags, source, offset, length);
      } catch (IOException e) {
        fail(e);
      }
    }
    long size = FrameLayout.size(length);
    if (written < size && failure == null) {
      full = true;
      int at = ring.reserve(size);
      passage.keep(ring.memory(), at, flags, source, offset, length, written);
      publish(at, size);
      ring.skip(written);
    }
  }

  /** Takes no more frames, and says goodbye after those that wait. */
  void end(Consumed consumed) {
    if (farewell == null) {
      int size = FrameLayout.HEADER + FrameLayout.ACK_PAYLOAD;
      MemorySegment frame = Arena.ofAuto().allocate(size, FrameLayout.HEADER);
      FrameLayout.acknowledge(frame, 0, FrameLayout.FIN, consumed);
      farewell = frame.asByteBuffer();
    }
  }

  /** After {@link #end}: writes what the stream takes; true if nothing is left to write. */
  boolean finish() {
    flush(false, false);
    ByteBuffer last = farewell;
    try {
      if (failure == null && isEmpty() && last != null && last.hasRemaining()) {
        stream.write(last);
        stream.flush();
      }
    } catch (IOException e) {
      fail(e);
    }
    return failure != null
        || (isEmpty() && (last == null || !last.hasRemaining()) && stream.isFlushed());
  }
}
