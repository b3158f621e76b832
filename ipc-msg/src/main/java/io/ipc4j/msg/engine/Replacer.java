package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.spi.RecordFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Lets a new record take the place of the oldest ones that wait, and says so in the stream.
 *
 * <p>A frame that the stream took in part can't be taken back. Its rest is moved out of the ring to
 * the <i>prefix</i>, which is written first, so that the ring always begins with a whole frame; the
 * prefix then ends with the gap record that stands for what was given up. Not safe for threads: its
 * {@link Outbox} holds a lock.
 */
final class Replacer {
  /** A gap record's frame. */
  private static final int GAP_BYTES = FrameLayout.HEADER + Long.BYTES;

  private MemorySegment prefix = MemorySegment.NULL;
  private ByteBuffer view = prefix.asByteBuffer();
  private int gapAt = -1;

  /**
   * Writes what the stream takes.
   *
   * @return true if nothing waits any more
   */
  boolean drain(SendRing ring, ByteStream stream) throws IOException {
    if (view.hasRemaining()) {
      stream.write(view);
      if (view.hasRemaining()) {
        return false;
      }
    }
    while (!ring.isEmpty()) {
      int start = ring.first();
      int all = ring.writable();
      int written = ring.write(stream);
      if (written < all) {
        keepRest(ring, start, start + written);
        return false;
      }
    }
    return true;
  }

  private void keepRest(SendRing ring, int start, int reached) {
    long at = start;
    while (at < reached) {
      at += FrameLayout.size(FrameLayout.length(FrameLayout.word(ring.memory(), at)));
    }
    long rest = at - reached;
    if (rest > 0) {
      clearPrefix(rest + GAP_BYTES);
      append(ring.memory(), reached, rest);
      ring.skip(rest);
    }
  }

  private void clearPrefix(long needed) {
    if (prefix.byteSize() < needed) {
      prefix = Arena.ofAuto().allocate(FrameLayout.size(needed), FrameLayout.HEADER);
      view = prefix.asByteBuffer();
    }
    view.clear().limit(0);
    gapAt = -1;
  }

  private void append(MemorySegment source, long offset, long bytes) {
    int at = view.limit();
    MemorySegment.copy(source, offset, prefix, at, bytes);
    view.limit(at + (int) bytes);
  }

  /** Whether bytes wait in front of the ring. */
  boolean hasPrefix() {
    return view.hasRemaining();
  }

  /**
   * Gives up waiting records, the oldest first, until the credit covers a frame of that size or
   * none is left that may be given up.
   *
   * @return whether an acknowledgement was among them, which has to be sent again
   */
  boolean replace(SendRing ring, Credit credit, long size) {
    boolean acknowledgement = false;
    long lost = 0;
    while (!ring.isEmpty() && !credit.covers(size, false)) {
      long header = FrameLayout.word(ring.memory(), ring.first());
      long old = FrameLayout.size(FrameLayout.length(header));
      if (FrameLayout.kind(header) != FrameLayout.DATA) {
        acknowledgement = true;
      } else if (FrameLayout.flags(header) == RecordFlags.WHOLE) {
        credit.takeBack(old);
        lost++;
      } else {
        break; // a piece of a message that is given up as a whole or not at all
      }
      ring.skip(old);
    }
    if (lost > 0) {
      credit.overwrote(lost, gap(lost));
    }
    return acknowledgement;
  }

  /**
   * Puts a number of lost messages in the stream, in front of the ring.
   *
   * @return the bytes added: 0 if a gap record that waits there took the number
   */
  private int gap(long count) {
    if (gapAt >= view.position() && view.hasRemaining()) {
      long sum = prefix.get(RecordFlags.COUNT_LAYOUT, gapAt + FrameLayout.HEADER) + count;
      prefix.set(RecordFlags.COUNT_LAYOUT, gapAt + FrameLayout.HEADER, sum);
      return 0;
    }
    if (!view.hasRemaining()) {
      clearPrefix(GAP_BYTES);
    } else if (view.limit() + GAP_BYTES > prefix.byteSize()) {
      enlarge();
    }
    gapAt = view.limit();
    view.limit(gapAt + GAP_BYTES);
    long header = FrameLayout.header(FrameLayout.DATA, RecordFlags.GAP, Long.BYTES);
    prefix.set(RecordFlags.COUNT_LAYOUT, gapAt, header); // not aligned here, in the stream it is
    prefix.set(RecordFlags.COUNT_LAYOUT, gapAt + FrameLayout.HEADER, count);
    return GAP_BYTES;
  }

  private void enlarge() {
    MemorySegment old = prefix;
    int position = view.position();
    int limit = view.limit();
    prefix = Arena.ofAuto().allocate(old.byteSize() * 2, FrameLayout.HEADER);
    MemorySegment.copy(old, 0, prefix, 0, limit);
    view = prefix.asByteBuffer();
    view.limit(limit).position(position);
  }
}
