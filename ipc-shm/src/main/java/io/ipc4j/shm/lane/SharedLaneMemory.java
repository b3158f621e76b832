package io.ipc4j.shm.lane;

/**
 * What the algorithm of a lane does beyond {@link LaneMemory} where readers compete for its
 * records: all of it by compare-and-set, on a record's own header or on the one cursor of all.
 *
 * <p>The cursor is that of slot 0. Not blocking; any reader may call these methods at any time.
 */
public interface SharedLaneMemory extends LaneMemory {

  /** Reader, {@code [CLAIM]}: takes a free record, by its header; false if it has another one. */
  boolean claim(long position, long free, long claimed);

  /**
   * Reader, {@code [DONE]}: says that the record it has claimed is handled; false if it isn't its
   * own any more.
   */
  boolean finish(long position, long claimed, long done);

  /** Anybody, {@code [RETURN]}: takes a claim back; false if it was already. */
  boolean giveBack(long position, long claimed, long free);

  /** Anybody, {@code [ROOM]}: gives the ring up to a position back, unless that was done before. */
  boolean advance(long expected, long position);
}
