package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a lane's pool: which chunks are in use, and by which records.
 *
 * <p>All of that is private to the writer. A chunk is in use from the claim until every reader's
 * exact position has passed the record that refers to it; records pass in the order in which they
 * were written, so a queue of them is enough. No method blocks; none allocates once as many chunks
 * were in use at a time as ever will be.
 *
 * <p><b>Ordering.</b> {@code [TAKEN]}, by {@link LaneWriter#passed}, orders the readers' last loads
 * from a chunk before this side's stores to it. <b>Ownership.</b> {@link LaneWriter}'s thread.
 * <b>If the process dies here</b>, readers go on with the chunks that published records refer to;
 * the rest means nothing to anybody.
 */
public final class PoolWriter {
  /** From this length on a message is laid in the pool though the ring could hold it. */
  private static final long LARGE = 32 << 10;

  /**
   * Up to this length, readers' positions are looked at before each claim of a conversation, so
   * that it gets the chunk that was read a moment ago and is still in the caches. Longer messages
   * don't fit in those: their claims look only if no chunk is free, which spares the readers a
   * miss.
   */
  private static final long WARM = 4 << 20;

  /**
   * So many bytes are handed out in a stream before readers' positions are looked at. What was read
   * a moment ago is in the caches of the reader's core, from where it comes back more slowly than
   * from the cache that all cores share, to which it has moved by then.
   */
  private static final long ROTATION = 8 << 20;

  /** So many units at most: their tables take 16 bytes of heap each. */
  private static final long MOST_UNITS = 1 << 20;

  private static final long PAGE = 4096;
  private static final int NO_CHUNK = -1;

  private final MemorySegment memory;
  private final PageAllocator units;
  private final int shift;
  private long[] ends = new long[64];
  private int[] chunks = new int[64];
  private int oldest;
  private int outstanding;
  private int claimed = NO_CHUNK;
  private long claimedLength;
  private boolean streams;

  /**
   * Begins with a new pool.
   *
   * @param memory the whole file
   */
  public PoolWriter(MemorySegment memory) {
    this.memory = memory;
    long data = memory.byteSize() - PoolFile.DATA;
    this.shift = Long.numberOfTrailingZeros(unit(data));
    this.units = new PageAllocator((int) (data >>> shift));
  }

  private static long unit(long data) {
    return Math.max(PAGE, Long.highestOneBit(Math.max(1, (data - 1) / MOST_UNITS)) * 2);
  }

  /**
   * From which length on messages are laid in the pool: what the ring can't hold, and what costs
   * less there.
   *
   * @param maxRecord the longest record of the ring
   */
  public static long large(int maxRecord) {
    return Math.min(LARGE, maxRecord + 1L);
  }

  /** The longest message that a pool of a configured size can hold, 0 if there is no pool. */
  public static long longest(long configured) {
    long data = PoolFile.dataSize(configured);
    return data == 0 ? 0 : data & -unit(data);
  }

  /** The longest message that it can hold. */
  long longest() {
    return (long) units.pages() << shift;
  }

  /** The memory in which offsets count. */
  MemorySegment memory() {
    return memory;
  }

  private int unitsFor(long length) {
    return (int) ((length + (1L << shift) - 1) >>> shift);
  }

  /**
   * Claims a chunk.
   *
   * @param length of the message in bytes, 1 or more
   * @param lane whose readers' positions say which chunks are free
   * @return its offset, or {@link LaneWriter#NO_ROOM}
   */
  long tryClaim(long length, LaneWriter lane) {
    if (length > longest()) {
      return LaneWriter.NO_ROOM;
    }
    int count = unitsFor(length);
    boolean looks = length <= WARM && (!streams || used() >= ROTATION);
    if (looks) {
      boolean ignored = takeBack(lane);
    }
    int chunk = units.take(count);
    if (chunk == PageAllocator.NONE && !looks && takeBack(lane)) {
      chunk = units.take(count);
    }
    if (chunk == PageAllocator.NONE) {
      return LaneWriter.NO_ROOM;
    }
    claimed = chunk;
    claimedLength = length;
    return offset(chunk);
  }

  private long used() {
    return (long) (units.pages() - units.free()) << shift;
  }

  private long offset(int chunk) {
    return PoolFile.DATA + ((long) chunk << shift);
  }

  /** Whether there is a chunk for a message of this length. */
  boolean hasRoomFor(long length, LaneWriter lane) {
    boolean ignored = takeBack(lane);
    return length <= longest() && units.has(unitsFor(length));
  }

  /**
   * Writes a record that refers to the claimed chunk, which belongs to it from now on.
   *
   * @param lane to write to
   * @param position of the record
   * @param end where it ends
   * @param header that is going to be published
   * @param seal for the word behind the record's payload, null if there is none
   * @param talking whether the sides talk back and forth
   */
  void refer(
      LaneMemory lane, long position, long end, long header, @Nullable Seal seal, boolean talking) {
    streams = !talking;
    long at = offset(claimed);
    lane.put(position + Header.BYTES, at);
    lane.put(position + Header.BYTES + Long.BYTES, claimedLength);
    if (seal != null) {
      long payload = lane.payload(position);
      long word = seal.of(memory, at, claimedLength, lane.memory(), payload, header);
      lane.put(end - Seal.BYTES, word);
    }
    lend(end);
  }

  private void lend(long end) {
    if (outstanding == ends.length) {
      grow();
    }
    int at = oldest + outstanding & ends.length - 1;
    ends[at] = end;
    chunks[at] = claimed;
    outstanding++;
    claimed = NO_CHUNK;
  }

  private void grow() {
    long[] moreEnds = Arrays.copyOf(ends, 2 * ends.length);
    int[] moreChunks = Arrays.copyOf(chunks, 2 * chunks.length);
    // what had wrapped to the beginning goes on behind the old end
    System.arraycopy(ends, 0, moreEnds, ends.length, oldest);
    System.arraycopy(chunks, 0, moreChunks, chunks.length, oldest);
    ends = moreEnds;
    chunks = moreChunks;
  }

  /** Gives the claimed chunk back. */
  void abort() {
    if (claimed != NO_CHUNK) {
      units.give(claimed);
      claimed = NO_CHUNK;
    }
  }

  private boolean takeBack(LaneWriter lane) {
    return outstanding > 0 && takeBackBefore(lane.passed());
  }

  private boolean takeBackBefore(long passed) {
    int count = outstanding;
    while (outstanding > 0 && ends[oldest] <= passed) {
      units.give(chunks[oldest]);
      oldest = oldest + 1 & ends.length - 1;
      outstanding--;
    }
    return outstanding < count;
  }

  /**
   * The position that readers must reach before another attempt for a message of this length is
   * worth while, 0 if none.
   */
  long wantFor(long length) {
    int missing = unitsFor(length) - units.free();
    long want = 0;
    for (int i = 0; i < outstanding && (i == 0 || missing > 0); i++) {
      int at = oldest + i & ends.length - 1;
      want = ends[at];
      missing -= units.lengthOf(chunks[at]);
    }
    return want;
  }
}
