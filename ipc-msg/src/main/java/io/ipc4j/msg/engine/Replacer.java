package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.spi.RecordFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Lets a new record take the place of the oldest that the reader has not taken, and says so in the
 * stream.
 *
 * <p>Little is given to the kernel ahead of the reader: a <i>window</i>. What lies there can't be
 * taken back, so {@link FrameLayout#DISCARD} tells the reader to give it up itself; as the window
 * is small, the kernel has room for that frame. Then the oldest in the ring give way. A frame that
 * the stream took in part has its rest in the <i>prefix</i>, which is written first; the ring
 * always begins with a whole frame. Not safe for threads: its {@link Outbox} holds a lock.
 */
final class Replacer {
  /** How writing ended. */
  enum Outcome {
    /** Nothing waits any more. */
    DONE,
    /** The stream has no room. */
    FULL,
    /** The window is used up; the reader's acknowledgement opens it. */
    HELD
  }

  private static final long WINDOW_BYTES = 32 << 10;
  private static final long WINDOW_RECORDS = 256;
  private static final int LONGEST_FRAME = FrameLayout.HEADER + Long.BYTES;

  private final Credit credit;
  private final long window;
  private MemorySegment prefix = Arena.ofAuto().allocate(1024, FrameLayout.HEADER);
  private ByteBuffer view = prefix.asByteBuffer().limit(0);
  private boolean discard;
  private long gap;
  private long writtenBytes;
  private long writtenRecords;

  Replacer(Credit credit, long capacity) {
    this.credit = credit;
    this.window = window(capacity);
  }

  /** The bytes of records that may be on their way to the reader, given the link's capacity. */
  static long window(long capacity) {
    return Math.min(WINDOW_BYTES, capacity / 4);
  }

  /** After how many records the reader acknowledges at the latest. */
  static long acknowledgeAfter() {
    return WINDOW_RECORDS / 2;
  }

  /** Whether anything waits besides the ring. */
  boolean isEmpty() {
    return !view.hasRemaining() && !discard && gap == 0;
  }

  /**
   * Writes what the stream takes.
   *
   * @param last whether nothing will be replaced any more, so that no window is needed
   */
  Outcome drain(SendRing ring, ByteStream stream, boolean last) throws IOException {
    while (true) {
      if (view.hasRemaining()) {
        stream.write(view);
        if (view.hasRemaining()) {
          return Outcome.FULL;
        }
      }
      if (discard) {
        put(FrameLayout.header(FrameLayout.DISCARD, 0, 0), 0, 0);
        discard = false;
      } else if (gap == 0 && ring.isEmpty()) {
        return Outcome.DONE;
      } else if (!last && !isWindowOpen()) {
        return Outcome.HELD;
      } else if (gap > 0) {
        putGap();
      } else if (!writeRun(ring, stream, last)) {
        return Outcome.FULL;
      }
    }
  }

  private boolean isWindowOpen() {
    return writtenBytes - credit.ackedBytes() < window
        && writtenRecords - credit.ackedRecords() < WINDOW_RECORDS;
  }

  private void putGap() {
    put(FrameLayout.header(FrameLayout.DATA, RecordFlags.GAP, Long.BYTES), gap, Long.BYTES);
    gap = 0;
    credit.spend(RecordFlags.GAP, LONGEST_FRAME);
    writtenBytes += LONGEST_FRAME;
  }

  private void put(long header, long word, int length) {
    FrameLayout.word(prefix, 0, header);
    FrameLayout.word(prefix, FrameLayout.HEADER, word);
    view.limit(FrameLayout.HEADER + length).position(0);
  }

  /** Writes whole frames up to the end of the window; false if the stream took less. */
  private boolean writeRun(SendRing ring, ByteStream stream, boolean last) throws IOException {
    int start = ring.first();
    int all = ring.writable();
    long run = 0;
    do {
      run += countIn(FrameLayout.word(ring.memory(), start + run));
    } while (run < all && (last || isWindowOpen()));
    int written = ring.write(stream, (int) run);
    if (written == run) {
      return true;
    }
    keepRest(ring, start, written, run);
    return false;
  }

  private long countIn(long header) {
    long size = FrameLayout.size(FrameLayout.length(header));
    if (FrameLayout.kind(header) == FrameLayout.DATA) {
      writtenBytes += size;
      writtenRecords += FrameLayout.flags(header) == RecordFlags.GAP ? 0 : 1;
    }
    return size;
  }

  /** Takes the frame that was cut out of the ring, and forgets those behind it. */
  private void keepRest(SendRing ring, int start, int written, long run) {
    long at = 0;
    while (at < written) {
      at += FrameLayout.size(FrameLayout.length(FrameLayout.word(ring.memory(), start + at)));
    }
    int rest = (int) (at - written);
    if (rest > 0) {
      if (prefix.byteSize() < rest) {
        prefix = Arena.ofAuto().allocate(FrameLayout.size(rest), FrameLayout.HEADER);
        view = prefix.asByteBuffer();
      }
      MemorySegment.copy(ring.memory(), start + (long) written, prefix, 0, rest);
      view.limit(rest).position(0);
      ring.skip(rest);
    }
    while (at < run) {
      at += countOut(FrameLayout.word(ring.memory(), start + at));
    }
  }

  private long countOut(long header) {
    long size = FrameLayout.size(FrameLayout.length(header));
    if (FrameLayout.kind(header) == FrameLayout.DATA) {
      writtenBytes -= size;
      writtenRecords -= FrameLayout.flags(header) == RecordFlags.GAP ? 0 : 1;
    }
    return size;
  }

  /**
   * Gives up records that the reader has not taken, the oldest first, until the credit covers a
   * frame of that size or none is left that may be given up.
   *
   * @return whether an acknowledgement was among them, which has to be sent again
   */
  boolean replace(SendRing ring, long size) {
    boolean acknowledgement = false;
    discard |= credit.giveUp(writtenBytes);
    while (!ring.isEmpty() && !credit.covers(size, false)) {
      long header = FrameLayout.word(ring.memory(), ring.first());
      long old = FrameLayout.size(FrameLayout.length(header));
      if (FrameLayout.kind(header) != FrameLayout.DATA) {
        acknowledgement = true;
      } else if (FrameLayout.flags(header) == RecordFlags.WHOLE) {
        credit.takeBack(old);
        gap++;
      } else {
        break; // a piece of a message that is given up as a whole or not at all
      }
      ring.skip(old);
    }
    return acknowledgement;
  }
}
