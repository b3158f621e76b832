package io.ipc4j.examples.chat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a message one after another, or only counts their bytes: a codec is asked
 * for a message's size first, and one description of the message serves for both.
 */
final class FieldWriter {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final @Nullable MemorySegment memory;
  private final long start;
  private long position;

  /**
   * Begins a message.
   *
   * @param memory where it goes, or null to count
   * @param start its first byte
   */
  FieldWriter(@Nullable MemorySegment memory, long start) {
    this.memory = memory;
    this.start = start;
    this.position = start;
  }

  /** How many bytes were written, or would have been. */
  long length() {
    return position - start;
  }

  FieldWriter tag(int value) {
    if (memory != null) {
      memory.set(ValueLayout.JAVA_BYTE, position, (byte) value);
    }
    position += Byte.BYTES;
    return this;
  }

  /** A constant of an enum, by its name: other constants may come and go. */
  FieldWriter constant(Enum<?> value) {
    return text(value.name());
  }

  FieldWriter number(long value) {
    if (memory != null) {
      memory.set(LONG, position, value);
    }
    position += Long.BYTES;
    return this;
  }

  FieldWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    count(bytes.length);
    if (memory != null) {
      MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, position, bytes.length);
    }
    position += bytes.length;
    return this;
  }

  <T> FieldWriter list(List<T> items, BiConsumer<FieldWriter, T> item) {
    count(items.size());
    items.forEach(each -> item.accept(this, each));
    return this;
  }

  private void count(int value) {
    if (memory != null) {
      memory.set(INT, position, value);
    }
    position += Integer.BYTES;
  }
}
