package io.ipc4j.spi;

import io.ipc4j.channel.SendResult;
import java.lang.foreign.MemorySegment;

/**
 * The writer's end of a link: takes records, keeps their order, never blocks, allocates nothing.
 *
 * <p>Belongs to one thread at a time. At most one claim is open.
 */
public interface RecordSink {
  /** Returned by {@link #claim} when there is no room now. */
  long NO_ROOM = -1;

  /** Returned by {@link #claim} when there is no live reader. */
  long NO_READER = -2;

  /**
   * The longest record. Longer messages are cut by the layer above, so it is at least 64 bytes, and
   * never changes.
   *
   * @return bytes
   */
  long maxRecord();

  /**
   * Writes one record, copying it; all or nothing.
   *
   * @param flags the record's {@link RecordFlags}, 0 to 15
   * @param source where the payload is, native or on the heap
   * @param offset its first byte
   * @param length its length in bytes, 0 to {@link #maxRecord()}
   * @return {@link SendResult#SENT}, {@link SendResult#BACK_PRESSURED} or {@link
   *     SendResult#NOT_CONNECTED}
   */
  SendResult offer(int flags, MemorySegment source, long offset, long length);

  /**
   * Tells whether {@link #offer} or {@link #claim} of that length would succeed now. As long as the
   * reader lives and nothing is written, true stays true.
   *
   * @param length a payload's length in bytes, 0 to {@link #maxRecord()}
   * @return whether there is room and a reader
   */
  boolean hasRoom(long length);

  /**
   * Reserves room for one record, to be written in place. Nothing is visible to the reader before
   * {@link #commit}.
   *
   * @param length the payload's length in bytes, 0 to {@link #maxRecord()}
   * @return where to write in {@link #claimMemory()}, a multiple of 8 bytes; or {@link #NO_ROOM} or
   *     {@link #NO_READER}
   */
  long claim(long length);

  /**
   * The segment that holds the open claim. The writer may reserve less of it than it is large.
   *
   * @return native memory, or heap memory where a transport has no other
   */
  MemorySegment claimMemory();

  /**
   * Sends the open claim.
   *
   * @param flags the record's {@link RecordFlags}
   */
  void commit(int flags);

  /** Gives up the open claim; the reader never sees it. */
  void abort();
}
