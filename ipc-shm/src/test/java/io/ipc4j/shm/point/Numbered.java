package io.ipc4j.shm.point;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * Messages of many lengths that prove what they are: a number, bytes made of it, and a CRC-32C of
 * both.
 */
final class Numbered {
  private static final int FIXED = 12;
  private static final int MOST = 900;

  /** Every fifth message has so many bytes more: it doesn't fit the ring, but the pool. */
  private static final int LARGE = 2_100;

  private Numbered() {}

  /** The message of a number. */
  static byte[] message(long number) {
    int filling = (int) (number * 271 % MOST) + (number % 5 == 3 ? LARGE : 0);
    MemorySegment bytes = MemorySegment.ofArray(new byte[FIXED + filling]);
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    for (int i = 0; i < filling; i++) {
      bytes.set(ValueLayout.JAVA_BYTE, 8 + i, (byte) (number + i));
    }
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 8L + filling, checksum(bytes, 8 + filling));
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  /** The number of a message; -1 if it is corrupt. */
  static long number(MemorySegment memory, long offset, long length) {
    if (length < FIXED) {
      return -1;
    }
    MemorySegment bytes = memory.asSlice(offset, length);
    int expected = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, length - 4);
    return checksum(bytes, length - 4) == expected
        ? bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0)
        : -1;
  }

  private static int checksum(MemorySegment bytes, long length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    return (int) crc.getValue();
  }
}
