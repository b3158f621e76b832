package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * Turns values of one type into message bytes and back. Stateless and safe for any thread.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
  /**
   * How long the message of a value is.
   *
   * @param value the value
   * @return its length in bytes, 0 or more
   */
  long sizeOf(T value);

  /**
   * Writes a value.
   *
   * @param value the value
   * @param memory where to write
   * @param offset the first byte to write; {@link #sizeOf} bytes are available from here
   */
  void encode(T value, MemorySegment memory, long offset);

  /**
   * Reads a value. The bytes come from another process: anything that no {@code encode} wrote must
   * end in an {@link io.ipc4j.error.IpcCorruptException}.
   *
   * @param memory where to read
   * @param offset the message's first byte
   * @param length the message's length in bytes
   * @return the value, which must not refer to {@code memory}
   */
  T decode(MemorySegment memory, long offset, long length);

  /**
   * The size of all messages of this codec, if they have one.
   *
   * @return bytes, or empty for variable-size messages
   */
  default OptionalLong fixedSize() {
    return OptionalLong.empty();
  }
}
