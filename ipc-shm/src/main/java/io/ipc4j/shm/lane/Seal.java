package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * The checksum of a record, in a word behind its payload: CRC-32C of the payload and then of the
 * header's eight bytes, so that it is that of this message at this position. If the record refers
 * to a chunk, the chunk's message comes first.
 *
 * <p>Belongs to one side of a lane, and to its thread.
 */
final class Seal {
  /** Bytes that a seal takes. */
  static final int BYTES = 8;

  /** The most bytes that are viewed at once, since a buffer counts with 32 bits. */
  private static final long PART = 1 << 30;

  /** How many bytes follow each payload on a channel. */
  static int behind(ChecksumKind checksum) {
    return checksum == ChecksumKind.NONE ? 0 : BYTES;
  }

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
    return finish(header);
  }

  /**
   * Computes the seal of a record that refers to a chunk.
   *
   * @param chunks that hold the message
   * @param from where it begins
   * @param size of it in bytes
   * @param memory that holds the record
   * @param offset where its payload begins
   * @param header of the record
   */
  long of(
      MemorySegment chunks, long from, long size, MemorySegment memory, long offset, long header) {
    crc.reset();
    for (long done = 0; done < size; done += PART) {
      crc.update(chunks.asSlice(from + done, Math.min(PART, size - done)).asByteBuffer());
    }
    crc.update(memory.asSlice(offset, Header.REFERENCE_LENGTH).asByteBuffer());
    return finish(header);
  }

  private long finish(long header) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (header >>> shift) & 0xFF);
    }
    return crc.getValue();
  }

  /**
   * The error of a record that isn't the one that was sent.
   *
   * @param channel on which it was received
   * @param sender who wrote it
   */
  static IpcCorruptException damaged(String channel, String sender, long position, long length) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("channel", channel)
            .and("sender", sender)
            .and("position", position)
            .and("length", length)
            .problem("the message doesn't match its checksum, and is not delivered")
            .text());
  }
}
