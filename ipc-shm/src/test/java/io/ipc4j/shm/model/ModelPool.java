package io.ipc4j.shm.model;

import io.ipc4j.shm.lane.PoolFile;
import io.ipc4j.shm.lane.PoolReader;
import io.ipc4j.shm.lane.PoolWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pool of two chunks. Its memory only gives offsets their range: what is stored in a chunk is one
 * word of the model, behind those of the lane.
 */
final class ModelPool {
  /** How many chunks there are, and words for them. */
  static final int CHUNKS = 2;

  /** The length of a message that takes one chunk, and that no ring of the model can hold. */
  static final int LENGTH = 100;

  private static final long CHUNK = 4096;
  private static final MemorySegment RANGE =
      Arena.global().allocate(PoolFile.DATA + CHUNKS * CHUNK, CHUNK);

  private ModelPool() {}

  static PoolWriter writer() {
    return new PoolWriter(RANGE);
  }

  static PoolReader reader() {
    return new PoolReader(RANGE, LENGTH);
  }

  /** The word of the chunk at an offset, behind so many others. */
  static int word(long offset, int words) {
    return words + (int) ((offset - PoolFile.DATA) / CHUNK);
  }
}
