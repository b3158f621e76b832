package io.ipc4j.examples.chat;

import io.ipc4j.channel.Codecs;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the fields of a message one after another. The bytes come from another process, which may
 * be wrong or hostile: no length is believed before it is compared with what is there.
 */
final class FieldReader {
  private final MemorySegment memory;
  private final long end;
  private long position;

  FieldReader(MemorySegment memory, long start, long length) {
    this.memory = memory;
    this.position = start;
    this.end = start + length;
  }

  int tag() {
    return memory.get(ValueLayout.JAVA_BYTE, take(Byte.BYTES));
  }

  <E extends Enum<E>> E constant(Class<E> type) {
    String name = text();
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw malformed("there is no " + type.getSimpleName() + " " + name);
    }
  }

  boolean flag() {
    return tag() != 0;
  }

  long number() {
    return memory.get(FieldWriter.LONG, take(Long.BYTES));
  }

  String text() {
    int length = count();
    return Codecs.utf8().decode(memory, take(length), length);
  }

  /** A list whose items are at least a byte long. */
  <T> List<T> list(Function<FieldReader, T> item) {
    int size = count();
    List<T> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(item.apply(this));
    }
    return List.copyOf(items);
  }

  /** Sees that nothing follows. */
  void end() {
    if (position != end) {
      throw malformed(end - position + " bytes too many");
    }
  }

  private int count() {
    int value = memory.get(FieldWriter.INT, take(Integer.BYTES));
    if (value < 0 || value > end - position) {
      throw malformed("a length of " + value + " with " + (end - position) + " bytes left");
    }
    return value;
  }

  private long take(long bytes) {
    if (bytes > end - position) {
      throw malformed("it ends too early");
    }
    long at = position;
    position += bytes;
    return at;
  }

  static IpcCorruptException malformed(String what) {
    return new IpcCorruptException(ErrorIds.CORRUPT, "chat message: " + what);
  }
}
