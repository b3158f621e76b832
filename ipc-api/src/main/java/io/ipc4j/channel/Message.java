package io.ipc4j.channel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A copy of one message, for the receiver to keep: on the heap, above 1 GiB in native memory that
 * the garbage collector frees. Immutable, safe for any thread.
 *
 * @param memory the message's bytes, read-only
 * @param lost how many messages were lost just before this one, 0 in normal operation
 * @param redelivered whether an earlier receiver may have handled this message before it went away
 */
public record Message(MemorySegment memory, long lost, boolean redelivered) {
  private static final long LONGEST_ARRAY = 1 << 30;

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
    MemorySegment copy =
        length <= LONGEST_ARRAY
            ? MemorySegment.ofArray(new byte[(int) length])
            : Arena.ofAuto().allocate(length, Long.BYTES);
    MemorySegment.copy(memory, offset, copy, 0, length);
    return new Message(copy, lost, redelivered);
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
   * @throws IllegalStateException if the message is longer than an array can be
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
