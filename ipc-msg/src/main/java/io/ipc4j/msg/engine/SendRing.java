package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Frames that wait to be written to a stream, in native memory that grows with what waits.
 *
 * <pre>
 *  not wrapped:  |    head=======tail      |
 *  wrapped:      |====tail    head=====end |      the rest of the memory is unused
 * </pre>
 *
 * <p>A frame is never split at the end of the memory, so that it can be written in place. Not safe
 * for threads: its {@link Outbox} holds a lock. <i>State:</i> between {@link #reserve} and {@link
 * #publish} it may only be written from.
 */
final class SendRing {
  private static final int BASE = 64 << 10;
  private static final int LARGEST = 1 << 30;
  private static final int SHRINK_AFTER = 256;

  private MemorySegment memory;
  private ByteBuffer view;
  private int size;
  private int head;
  private int tail;
  private int end;
  private boolean wrapped;
  private int peak;
  private int timesEmpty;

  SendRing() {
    size = BASE;
    memory = Arena.ofAuto().allocate(size, FrameLayout.HEADER);
    view = memory.asByteBuffer();
  }

  /** The memory that holds what was reserved last; another one after the next reservation. */
  MemorySegment memory() {
    return memory;
  }

  /** The bytes that wait. */
  int queued() {
    return wrapped ? end - head + tail : tail - head;
  }

  boolean isEmpty() {
    return head == tail && !wrapped;
  }

  /** Finds room, making it if necessary; nothing changes before it is {@link #publish}ed. */
  int reserve(long bytes) {
    int at = find(bytes);
    if (at < 0) {
      grow(bytes);
      at = find(bytes);
    }
    return at;
  }

  private int find(long bytes) {
    if (wrapped) {
      return bytes <= head - tail ? tail : -1;
    }
    if (bytes <= size - tail) {
      return tail;
    }
    return bytes < head ? 0 : -1;
  }

  private void grow(long bytes) {
    long needed = 2 * (queued() + bytes);
    long larger = Math.min(LARGEST, Long.highestOneBit(Math.max(needed - 1, size)) << 1);
    relocate((int) larger);
  }

  private void relocate(int newSize) {
    MemorySegment target = Arena.ofAuto().allocate(newSize, FrameLayout.HEADER);
    int start = head & 7; // a frame that was written in part stays aligned
    int filled = start + writable();
    MemorySegment.copy(memory, head, target, start, writable());
    if (wrapped) {
      MemorySegment.copy(memory, 0, target, filled, tail);
      filled += tail;
    }
    memory = target;
    view = target.asByteBuffer();
    size = newSize;
    head = start;
    tail = filled;
    wrapped = false;
  }

  /** Appends what was written where {@link #reserve} said. */
  void publish(int at, long bytes) {
    if (isEmpty()) {
      head = at;
    } else if (at != tail) {
      wrapped = true;
      end = tail;
    }
    tail = at + (int) bytes;
    peak = Math.max(peak, queued());
  }

  /** The bytes that {@link #write} would write at best: all that wait, up to the memory's end. */
  int writable() {
    return wrapped ? end - head : tail - head;
  }

  /**
   * Writes what the stream takes of the first bytes.
   *
   * @param most how many bytes at most, no more than are {@link #writable()}
   * @return how many bytes
   */
  int write(ByteStream stream, int most) throws IOException {
    view.limit(head + most).position(head);
    int written = stream.write(view);
    skip(written);
    return written;
  }

  /** Where the bytes that wait begin. */
  int first() {
    return head;
  }

  /** Lets go of the first waiting bytes, no more than are {@link #writable()}. */
  void skip(long bytes) {
    head += (int) bytes;
    if (wrapped && head == end) {
      head = 0;
      wrapped = false;
    }
  }

  /** Begins at the warm start of the memory again. Only while empty and nothing is reserved. */
  void rewind() {
    head = 0;
    tail = 0;
    if (++timesEmpty >= SHRINK_AFTER) {
      if (size > BASE && peak < size / 8) {
        relocate(Math.max(BASE, Integer.highestOneBit(peak) << 2));
      }
      timesEmpty = 0;
      peak = 0;
    }
  }
}
