package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Bytes that arrived on a stream and were not consumed yet, in native memory that grows with what
 * has really arrived, never with what a header announces. Frames begin at multiples of 8 bytes.
 * Belongs to one thread at a time.
 *
 * <pre>
 *  |  consumed  start======limit  room  |
 * </pre>
 */
public final class Inbox {
  private static final int BASE = 128 << 10;
  private static final int LONG_FRAME = 64 << 10;
  private static final int LARGEST = 1 << 30;
  private static final int SHRINK_AFTER = 256;

  private MemorySegment memory;
  private ByteBuffer view;
  private int start;
  private int limit;
  private int peak;
  private int timesEmpty;

  Inbox() {
    memory = Arena.ofAuto().allocate(BASE, FrameLayout.HEADER);
    view = memory.asByteBuffer();
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where the first byte is that was not consumed. */
  int start() {
    return start;
  }

  /** The bytes that were not consumed. */
  int unread() {
    return limit - start;
  }

  /** The header of the frame at the start; at least {@link FrameLayout#HEADER} bytes are unread. */
  long header(int at) {
    return FrameLayout.word(memory, start + (long) at);
  }

  void consume(long bytes) {
    start += (int) bytes;
  }

  /**
   * Reads what has arrived.
   *
   * @param pinned whether somebody looks at the memory, so that nothing may be moved in it
   * @return how many bytes, 0 if none has arrived, -1 at the end of the stream
   */
  int fill(ByteStream stream, boolean pinned) throws IOException {
    if (start == limit && !pinned) {
      empty();
    }
    if (limit == memory.byteSize()) {
      makeRoom(pinned);
    }
    view.limit(end()).position(limit);
    int read = stream.read(view);
    if (read > 0) {
      limit += read;
      peak = Math.max(peak, limit - start);
    }
    return read;
  }

  /** A long frame is read to its end and no further, so that the next one begins in front again. */
  private int end() {
    int size = (int) memory.byteSize();
    if (unread() >= FrameLayout.HEADER) {
      long frame = start + FrameLayout.size(FrameLayout.length(header(0)));
      if (frame - start >= LONG_FRAME && frame > limit && frame < size) {
        return (int) frame;
      }
    }
    return size;
  }

  private void empty() {
    start = 0;
    limit = 0;
    if (++timesEmpty >= SHRINK_AFTER) {
      if (memory.byteSize() > BASE && peak < memory.byteSize() / 8) {
        move(BASE);
      }
      timesEmpty = 0;
      peak = 0;
    }
  }

  private void makeRoom(boolean pinned) {
    long size = memory.byteSize();
    if (!pinned && start >= size / 2) {
      MemorySegment.copy(memory, start, memory, 0, unread());
      limit -= start;
      start = 0;
    } else {
      move((int) Math.min(LARGEST, size * 2));
    }
  }

  /** What somebody looks at in the old memory stays valid: the collector frees it. */
  private void move(int size) {
    MemorySegment target = Arena.ofAuto().allocate(size, FrameLayout.HEADER);
    MemorySegment.copy(memory, start, target, 0, unread());
    memory = target;
    view = target.asByteBuffer();
    limit -= start;
    start = 0;
  }
}
