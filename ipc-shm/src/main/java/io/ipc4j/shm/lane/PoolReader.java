package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;

/**
 * The reading side of a lane's pool: the chunk that the record refers to at which its {@link
 * LaneReader} stands.
 *
 * <p>What a record says is believed only as far as it lies within the memory that is really mapped.
 * Belongs to the reader's thread.
 */
public final class PoolReader {
  private final MemorySegment memory;
  private final long longest;
  private long offset;
  private long length;

  /**
   * Begins to read a pool.
   *
   * @param memory the whole file
   * @param longest the longest message that the channel allows: no piece of one is longer
   */
  public PoolReader(MemorySegment memory, long longest) {
    this.memory = memory.asReadOnly();
    this.longest = longest;
  }

  /** Moves to a chunk; whether such a chunk is possible. */
  boolean moveTo(long chunk, long size) {
    offset = chunk;
    length = size;
    return chunk >= PoolFile.DATA
        && (chunk & 7) == 0
        && size >= 0
        && size <= longest
        && size <= memory.byteSize()
        && chunk <= memory.byteSize() - size;
  }

  /** The memory that holds the message, read-only. */
  public MemorySegment memory() {
    return memory;
  }

  /** Where the message begins, a multiple of 8. */
  public long offset() {
    return offset;
  }

  /** The length of the message in bytes. */
  public long length() {
    return length;
  }
}
