package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;

/**
 * Every access to shared memory that the lane's algorithm makes, by meaning.
 *
 * <p>A position counts the bytes since the lane began; it never wraps, its place in the ring is the
 * remainder by the capacity. A label in brackets stands at both ends of an ordered pair: what was
 * stored before the one is seen after the other. Not blocking; which side may call a method is said
 * there.
 */
public interface LaneMemory {

  /** Number of bytes in the ring, a power of two. */
  long capacity();

  /** Number of reader slots. */
  int slots();

  /** The memory that {@link #payload} counts in. */
  MemorySegment memory();

  /** The same memory for readers, who must not write to it. */
  MemorySegment readOnlyMemory();

  /** Where in the memory the payload of the record at this position begins. */
  long payload(long position);

  /** Writer: stores a word of the ring that no reader looks at before the next publish. */
  void put(long position, long word);

  /** Writer: empties the header at a position that no reader looks at before the next publish. */
  void clear(long position);

  /**
   * Writer: empties a part of the ring at whose words no reader looks before later publishes.
   *
   * @param bytes a multiple of 8, and no more than to the ring's end
   */
  default void clear(long position, int bytes) {
    for (long at = position; at < position + bytes; at += Long.BYTES) {
      clear(at);
    }
  }

  /** Writer, {@code [PUBLISH]}: makes the record at this position visible by its header. */
  void publish(long position, long header);

  /** Reader, {@code [PUBLISH]}: the header at this position, 0 if nothing is published there. */
  long header(long position);

  /** Reader, {@code [TAKEN]}: stores how far it has got; see {@link LaneReader}. */
  void taken(int slot, long mark);

  /** Writer or successor, {@code [TAKEN]}: how far the reader of a slot has got. */
  long taken(int slot);

  /** Reader, {@code [ROOM]}: gives the ring before this position back to the writer. */
  void cursor(int slot, long position);

  /** Writer or successor, {@code [ROOM]}: the position before which a slot's reader is done. */
  long cursor(int slot);

  /** Writer, {@code [ADMIT]}: lets a session read from this position on, by this slot. */
  void admit(int slot, long session, long position);

  /** Reader, {@code [ADMIT]}: the session that a slot was given to, 0 if to none. */
  long admitted(int slot);

  /** Reader, after {@link #admitted}: the position from which a slot's session reads. */
  long start(int slot);

  /** Writer: says that it waits until readers are done before this position, or 0: doesn't. */
  void want(long position);

  /** Reader: the position up to which the writer waits for room, or 0. */
  long want();

  /** Writer, {@code [STATE]}: nothing follows what was published before. */
  void close();

  /** Reader, {@code [STATE]}: whether the writer has closed the lane. */
  boolean isClosed();
}
