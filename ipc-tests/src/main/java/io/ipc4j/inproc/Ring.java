package io.ipc4j.inproc;

import io.ipc4j.channel.Policy;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded queue of records from one writing thread to one reading thread, in native memory. A
 * record is never split at the end of the memory: padding fills the rest.
 *
 * <pre>
 *  0  u64 payload length &lt;&lt; 8 | kind      kind: flags of the record, or 255 for padding
 *  8  u64 number of the message that the record belongs to, counted from 0
 * 16  payload, then nothing up to a multiple of 16
 * </pre>
 *
 * <p><i>State:</i> {@code head} and {@code tail} count the bytes ever taken and ever written.
 * <i>Ordering:</i> the writer publishes a record by moving {@code tail} after its bytes are there;
 * the reader gives room back by moving {@code head} after the handler has returned. Where the
 * oldest records give way ({@link Policy#DROP_OLDEST}) both sides move {@code head}, by
 * compare-and-set: the reader copies a record first, and what it copied counts only if it was the
 * one to move. <i>Ownership:</i> the memory lives as long as somebody can reach it.
 */
final class Ring {
  private static final int ALIGNMENT = 16;
  private static final int HEADER = 16;
  private static final int NUMBER = 8;
  private static final int PADDING = 255;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  private final MemorySegment memory;
  private final long capacity;
  private final long maxRecord;
  private final boolean overwrites;
  private final LocalGate writer;
  private final LocalGate reader;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();

  // the writer's
  private long claimedPadding;
  private long claimedLength;
  private long nextNumber;
  private long unfinished = Long.MAX_VALUE;
  private long lastOverwritten = -1;
  private long overwritten;

  // the reader's, where records are overwritten
  private final MemorySegment gap = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
  private MemorySegment copy = MemorySegment.NULL;
  private long expected;
  private long next;
  private boolean joining;

  Ring(long capacity, long longest, Policy policy, LocalGate writer, LocalGate reader) {
    this.capacity = capacity / ALIGNMENT * ALIGNMENT;
    this.maxRecord = Math.min(longest, (this.capacity / 2 - HEADER) / ALIGNMENT * ALIGNMENT);
    this.overwrites = policy == Policy.DROP_OLDEST;
    this.writer = writer;
    this.reader = reader;
    this.memory = allocate(this.capacity);
  }

  private static MemorySegment allocate(long bytes) {
    try {
      return Arena.ofAuto().allocate(bytes, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new IpcResourceException(
          ErrorIds.NO_SPACE,
          ErrorText.of("capacity", bytes)
              .problem("this process has no memory for a link of that size")
              .remedy("Lower ipc.channel.NAME.capacity or ipc.channel.NAME.pool")
              .toString(),
          e);
    }
  }

  MemorySegment memory() {
    return memory;
  }

  long maxRecord() {
    return maxRecord;
  }

  long overwritten() {
    return overwritten;
  }

  private static long sizeOf(long length) {
    return HEADER + (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private long word(long position) {
    return memory.get(WORD, position % capacity);
  }

  private long number(long position) {
    return memory.get(WORD, position % capacity + NUMBER);
  }

  private void writeHeader(long position, long length, int kind, long number) {
    memory.set(WORD, position % capacity, length << 8 | kind);
    memory.set(WORD, position % capacity + NUMBER, number);
  }

  private static boolean beginsMessage(int kind) {
    return kind == RecordFlags.WHOLE || kind == RecordFlags.FIRST;
  }

  private static boolean continuesMessage(int kind) {
    return kind == RecordFlags.MIDDLE || kind == RecordFlags.LAST || kind == RecordFlags.ABORT;
  }

  private static boolean endsMessage(int kind) {
    return kind == RecordFlags.WHOLE || kind == RecordFlags.LAST || kind == RecordFlags.ABORT;
  }

  // --- the writer ---

  boolean hasRoom(long length) {
    return paddingFor(length) + sizeOf(length) <= capacity - (tail.get() - head.get())
        || (overwrites && unfinished == Long.MAX_VALUE);
  }

  private long paddingFor(long length) {
    long toEnd = capacity - tail.get() % capacity;
    return toEnd < sizeOf(length) ? toEnd : 0;
  }

  /** Reserves room and returns where the payload goes. */
  long claim(long length) {
    long padding = paddingFor(length);
    long end = tail.get() + padding + sizeOf(length);
    // Read once: the reader may take all that is left, and behind that no record lies to be passed.
    for (long oldest = head.get(); end - oldest > capacity; oldest = head.get()) {
      if (!overwrites || oldest >= unfinished) {
        return RecordSink.NO_ROOM;
      }
      overwrite(oldest);
    }
    claimedPadding = padding;
    claimedLength = length;
    return (tail.get() + padding) % capacity + HEADER;
  }

  void commit(int flags) {
    long at = tail.get();
    if (claimedPadding > 0) {
      writeHeader(at, claimedPadding - HEADER, PADDING, nextNumber);
      at += claimedPadding;
    }
    if (flags == RecordFlags.FIRST) {
      unfinished = at;
    }
    writeHeader(at, claimedLength, flags, nextNumber);
    if (endsMessage(flags)) {
      nextNumber++;
      unfinished = Long.MAX_VALUE;
    }
    tail.set(at + sizeOf(claimedLength));
    if (reader.isArmed()) {
      reader.wake();
    }
  }

  /**
   * Takes an unread record away, unless the reader has taken it meanwhile. Padding within a message
   * counts as a piece of it: the reader doesn't join what follows to what came before.
   */
  private void overwrite(long oldest) {
    long word = word(oldest);
    int kind = (int) word & 0xff;
    long number = number(oldest);
    long end = oldest + sizeOf(word >>> 8);
    boolean counts = kind != PADDING || continuesMessage((int) word(end) & 0xff);
    if (head.compareAndSet(oldest, end) && counts && number != lastOverwritten) {
      lastOverwritten = number;
      overwritten++;
    }
  }

  /** How many messages were written completely and not taken. */
  long unreadMessages() {
    long end = tail.get();
    long count = 0;
    for (long at = head.get(); at < end; at += sizeOf(word(at) >>> 8)) {
      count += endsMessage((int) word(at) & 0xff) ? 1 : 0;
    }
    return count;
  }

  // --- the reader ---

  boolean hasUnread() {
    return head.get() != tail.get();
  }

  int poll(RecordHandler handler, int limit) {
    int handed = 0;
    while (handed < limit && hasUnread()) {
      handed += overwrites ? takeCopy(handler) : takeInPlace(handler);
    }
    return handed;
  }

  private int takeInPlace(RecordHandler handler) {
    long at = head.get();
    long word = word(at);
    long length = word >>> 8;
    int kind = (int) word & 0xff;
    try {
      if (kind == PADDING) {
        return 0;
      }
      handler.onRecord(kind, memory, at % capacity + HEADER, length);
      return 1;
    } finally {
      moveHead(at, at + sizeOf(length));
    }
  }

  /** As {@link #takeInPlace}, while the writer may take the record away at any moment. */
  private int takeCopy(RecordHandler handler) {
    long at = head.get();
    if (at == tail.get()) {
      return 0; // all that was unread has been taken away: what is there is being written
    }
    long word = word(at);
    long number = number(at);
    VarHandle.acquireFence(); // both words are read before it is looked whether they still held
    if (head.get() != at) {
      return 0;
    }
    long length = word >>> 8;
    int kind = (int) word & 0xff;
    joining &= at == next; // else pieces of the message that was begun are overwritten
    if (beginsMessage(kind) && number != expected) {
      return handGap(handler, number);
    }
    boolean orphan = continuesMessage(kind) && (!joining || number != expected);
    boolean wanted = kind != PADDING && !orphan;
    if (wanted) {
      copyOut(at, length);
    }
    if (!moveHead(at, at + sizeOf(length))) {
      return 0;
    }
    next = at + sizeOf(length);
    if (!wanted) {
      return 0;
    }
    if (kind == RecordFlags.FIRST) {
      joining = true;
    } else if (endsMessage(kind)) {
      joining = false;
      expected = number + 1;
    }
    handler.onRecord(kind, copy, 0, length);
    return 1;
  }

  private int handGap(RecordHandler handler, long number) {
    gap.set(RecordFlags.COUNT_LAYOUT, 0, number - expected);
    expected = number;
    joining = false;
    handler.onRecord(RecordFlags.GAP, gap, 0, Long.BYTES);
    return 1;
  }

  private void copyOut(long at, long length) {
    if (copy.byteSize() < length) {
      copy = Arena.ofAuto().allocate(length, ALIGNMENT);
    }
    MemorySegment.copy(memory, at % capacity + HEADER, copy, 0, length);
  }

  private boolean moveHead(long from, long to) {
    boolean moved = head.compareAndSet(from, to);
    if (moved && writer.isArmed()) {
      writer.wake();
    }
    return moved;
  }
}
