package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A copy of one message, for the receiver to keep. Immutable, on the heap, safe for any thread.
 *
 * @param memory the message's bytes, read-only
 * @param lost how many messages were lost just before this one, 0 in normal operation
 * @param redelivered whether an earlier receiver may have handled this message before it died
 */
public record Message(MemorySegment memory, long lost, boolean redelivered) {
  /** Makes a message over a read-only view of {@code memory}, which the caller gives away. */
  public Message {
    memory = memory.asReadOnly();
  }

  /**
   * Copies a message out of memory that is about to be reused.
   *
   * @param memory where the message is
   * @param offset its first byte
   * @param length its length in bytes
   * @param lost messages lost before it
   * @param redelivered whether it may have been handled before
   * @return the copy
   */
  public static Message copyOf(
      MemorySegment memory, long offset, long length, long lost, boolean redelivered) {
    byte[] bytes = new byte[Math.toIntExact(length)];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
    return new Message(MemorySegment.ofArray(bytes), lost, redelivered);
  }

  /**
   * The message's length.
   *
   * @return bytes, 0 or more
   */
  public long length() {
    return memory.byteSize();
  }

  /**
   * Copies the message into an array.
   *
   * @return a new array
   */
  public byte[] toByteArray() {
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Decodes the message as UTF-8.
   *
   * @return the text, malformed input replaced
   */
  public String toUtf8() {
    return new String(toByteArray(), StandardCharsets.UTF_8);
  }
}
