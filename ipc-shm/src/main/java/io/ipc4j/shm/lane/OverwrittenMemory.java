package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;

/**
 * What the algorithm of a lane does beyond {@link LaneMemory} where the writer waits for nobody:
 * all of it by stores of a single side.
 *
 * <p>Not blocking; which side may call a method is said there.
 */
public interface OverwrittenMemory extends LaneMemory {

  /**
   * Writer, {@code [EVICT]}: says that what lies before this position may be overwritten from now
   * on. Whoever sees one of the stores that follow sees this one too.
   */
  void evict(long position);

  /**
   * Anybody, {@code [EVICT]}: before which position the ring may have been overwritten. What the
   * caller has read from there on, before it called this, was whole.
   */
  long evicted();

  /**
   * Reader: copies the payload of the record at a position, and what follows it, to private memory.
   *
   * @param size bytes, no more than from there to the end of the ring
   */
  void copyOut(long position, MemorySegment target, long size);

  /** Writer at admission, reader after that: the number of the message that is to come next. */
  void expect(int slot, long number);

  /** Writer, or the reader's successor: the number of the message that is to come next. */
  long expected(int slot);

  /** Writer at admission, reader after that: how many messages were overwritten unread. */
  void miss(int slot, long count);

  /** Writer, or the reader's successor: how many messages were overwritten unread. */
  long missed(int slot);
}
