package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Message bytes that can be told apart and checked whole: a number in the first 8 bytes where there
 * is room for it, then bytes that depend on the number and on their place.
 */
public final class Payload {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Payload() {}

  /**
   * Makes a message.
   *
   * @param number what tells it apart
   * @param length its length in bytes
   * @return a new array
   */
  public static byte[] bytes(long number, int length) {
    byte[] bytes = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (length >= Long.BYTES) {
      buffer.putLong(number);
    }
    long state = number * GOLDEN;
    while (buffer.hasRemaining()) {
      state += GOLDEN;
      long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
      mixed ^= mixed >>> 27;
      if (buffer.remaining() >= Long.BYTES) {
        buffer.putLong(mixed);
      } else {
        buffer.put((byte) mixed);
      }
    }
    return bytes;
  }

  /**
   * Makes a message as a segment on the heap.
   *
   * @param number what tells it apart
   * @param length its length in bytes
   * @return a new segment
   */
  public static MemorySegment of(long number, int length) {
    return MemorySegment.ofArray(bytes(number, length));
  }

  /**
   * The number of a message.
   *
   * @param message what was made here, at least 8 bytes
   * @return its number
   */
  public static long number(byte[] message) {
    assertThat(message.length).as("length of a numbered message").isGreaterThanOrEqualTo(8);
    return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /**
   * Fails unless a message is the one that was made with that number and length.
   *
   * @param message what arrived
   * @param number its number
   * @param length its length in bytes
   */
  public static void requireWhole(byte[] message, long number, int length) {
    assertThat(message.length).as("length of message %d", number).isEqualTo(length);
    assertThat(Arrays.mismatch(bytes(number, length), message))
        .as("first wrong byte of message %d of %d bytes", number, length)
        .isEqualTo(-1);
  }
}
