package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A lane's words on the heap, for one reader: what a checker sees that can't look into native
 * memory. Payloads are whole words, {@link #store}d and {@link #load}ed by their offset. All
 * accesses are ordered as they stand: what orders the real layout gives is another checker's.
 */
class HeapLane implements LaneMemory {
  private static final int CLOSED = 0;
  private static final int WANT = 1;
  private static final int TAKEN = 2;
  private static final int CURSOR = 3;
  private static final int ADMITTED = 4;
  private static final int START = 5;
  private static final int CONTROL = 6;

  private final int capacity;
  private final AtomicLongArray words;

  HeapLane(int capacity) {
    this.capacity = capacity;
    this.words = new AtomicLongArray(capacity / Long.BYTES + CONTROL);
  }

  private int ring(long position) {
    return (int) (position & capacity - 1) / Long.BYTES;
  }

  private int word(int which) {
    return capacity / Long.BYTES + which;
  }

  /** Stores a word of a payload. */
  final void store(long offset, long value) {
    words.set((int) offset / Long.BYTES, value);
  }

  /** Loads a word of a payload. */
  final long load(long offset) {
    return words.get((int) offset / Long.BYTES);
  }

  @Override
  public final long capacity() {
    return capacity;
  }

  @Override
  public final int slots() {
    return 1;
  }

  @Override
  public final MemorySegment memory() {
    return MemorySegment.NULL;
  }

  @Override
  public final MemorySegment readOnlyMemory() {
    return MemorySegment.NULL;
  }

  @Override
  public final long payload(long position) {
    return (position & capacity - 1) + Long.BYTES;
  }

  @Override
  public final void put(long position, long word) {
    words.set(ring(position), word);
  }

  @Override
  public void clear(long position) {
    words.set(ring(position), 0);
  }

  @Override
  public void publish(long position, long header) {
    words.set(ring(position), header);
  }

  @Override
  public final long header(long position) {
    return words.get(ring(position));
  }

  @Override
  public void taken(int slot, long mark) {
    words.set(word(TAKEN), mark);
  }

  @Override
  public final long taken(int slot) {
    return words.get(word(TAKEN));
  }

  @Override
  public final void cursor(int slot, long position) {
    words.set(word(CURSOR), position);
  }

  @Override
  public final long cursor(int slot) {
    return words.get(word(CURSOR));
  }

  @Override
  public final void admit(int slot, long session, long position) {
    words.set(word(TAKEN), position);
    words.set(word(CURSOR), position);
    words.set(word(START), position);
    words.set(word(ADMITTED), session);
  }

  @Override
  public final long admitted(int slot) {
    return words.get(word(ADMITTED));
  }

  @Override
  public final long start(int slot) {
    return words.get(word(START));
  }

  @Override
  public final void want(long position) {
    words.set(word(WANT), position);
  }

  @Override
  public final long want() {
    return words.get(word(WANT));
  }

  @Override
  public final void close() {
    words.set(word(CLOSED), 1);
  }

  @Override
  public final boolean isClosed() {
    return words.get(word(CLOSED)) != 0;
  }
}
