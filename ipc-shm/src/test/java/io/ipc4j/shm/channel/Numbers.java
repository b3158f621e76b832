package io.ipc4j.shm.channel;

import io.ipc4j.channel.MessageHandler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32C;

/**
 * Messages that prove what they are, and the sum of those that came and those that were told as
 * lost. For one thread.
 */
final class Numbers implements MessageHandler {
  private static final int FIXED = 12;

  private final CRC32C crc = new CRC32C();
  private final long first;
  private long next;
  private long received;
  private long lost;
  private long gaps;

  /** Expects a number first. */
  Numbers(long first) {
    this.first = first;
    this.next = first;
  }

  /** The message of a number, with a length of its own. */
  static byte[] message(long number, int longest) {
    byte[] bytes = new byte[FIXED + (int) (number * 7919 % (longest - FIXED + 1))];
    MemorySegment memory = MemorySegment.ofArray(bytes);
    memory.asSlice(FIXED).fill((byte) number);
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 4, number);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 4, bytes.length - 4);
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) crc.getValue());
    return bytes;
  }

  @Override
  public void onGap(long count) {
    next += count;
    lost += count;
    gaps++;
  }

  @Override
  public void onMessage(MemorySegment memory, long offset, long length) {
    crc.reset();
    crc.update(memory.asSlice(offset + 4, length - 4).asByteBuffer());
    if (memory.get(ValueLayout.JAVA_INT_UNALIGNED, offset) != (int) crc.getValue()) {
      throw new AssertionError("torn: instead of message " + next + " one of " + length + " bytes");
    }
    long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + 4);
    if (number != next) {
      throw new AssertionError("message " + number + " came instead of " + next);
    }
    next++;
    received++;
  }

  /** The number that comes next, if nothing is lost. */
  long next() {
    return next;
  }

  long received() {
    return received;
  }

  long lost() {
    return lost;
  }

  /** How often something was told as lost. */
  long gaps() {
    return gaps;
  }

  /** What came, for a process that reads lines. */
  @Override
  public String toString() {
    return first + " " + received + " " + lost;
  }
}
