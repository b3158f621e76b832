package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * The checksum of a record, in a word behind its payload: CRC-32C of the payload and then of the
 * header's eight bytes, so that it is that of this message at this position.
 *
 * <p>Belongs to one side of a lane, and to its thread.
 */
final class Seal {
  /** Bytes that a seal takes. */
  static final int BYTES = 8;

  private final CRC32C crc = new CRC32C();

  /**
   * Computes a seal.
   *
   * @param memory that holds the payload
   * @param offset where it begins
   * @param length of it in bytes
   * @param header of the record
   */
  long of(MemorySegment memory, long offset, int length, long header) {
    crc.reset();
    crc.update(memory.asSlice(offset, length).asByteBuffer());
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (header >>> shift) & 0xFF);
    }
    return crc.getValue();
  }
}
