package io.ipc4j.shm.stress;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.lane.LaneMemory;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A lane in native memory, laid out as in its file, with numbered messages. Its memory is used
 * again when many more have been made.
 */
final class Lane {
  /** There is no message. */
  static final int NOTHING = 0;

  /** The message is the one that was expected, whole. */
  static final int WHOLE = 1;

  /** The message is another one, or torn. */
  static final int TORN = 2;

  /** What the reader found is impossible. */
  static final int CORRUPT = 3;

  private static final int CAPACITY = 4096;

  /** More than there are at once: the runner says how many that is. */
  private static final int PLACES = 1 << 12;

  private static final long BYTES = LaneLayout.fileSize(CAPACITY, 1);
  private static final long RING = LaneLayout.ringOffset(1);
  private static final MemorySegment POOL = Arena.global().allocate(PLACES * BYTES, 4096);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final LaneLayout layout;
  private final LaneMemory memory;

  private Lane(UnaryOperator<LaneMemory> weakened) {
    long place = NEXT.getAndIncrement() & PLACES - 1;
    MemorySegment bytes = POOL.asSlice(place * BYTES, BYTES);
    bytes.asSlice(0, RING).fill((byte) 0);
    // As if many laps had gone by: only where the first header comes it is empty.
    bytes.asSlice(RING, CAPACITY).fill((byte) -1);
    bytes.set(ValueLayout.JAVA_LONG, RING, 0);
    layout = new LaneLayout(bytes, CAPACITY, 1);
    memory = weakened.apply(layout);
  }

  /** A lane as it is. */
  static Lane sound() {
    return new Lane(layout -> layout);
  }

  /** A lane whose sides use its memory otherwise than they should. */
  static Lane weakened(UnaryOperator<LaneMemory> how) {
    return new Lane(how);
  }

  LaneLayout layout() {
    return layout;
  }

  LaneWriter writer() {
    return LaneWriter.toOne(memory);
  }

  LaneWriter publisher() {
    return LaneWriter.toMany(memory);
  }

  LaneReader reader() {
    return LaneReader.resume(memory, 0);
  }

  /** Sends a message if there is room. */
  static boolean send(LaneWriter writer, int number, int length) {
    long at = writer.tryClaim(length);
    if (at < 0) {
      return false;
    }
    write(writer, at, number, length);
    writer.commit(number, false);
    return true;
  }

  /** Sends a message, which is written once it is published. */
  static void sendTooEarly(LaneWriter writer, int number, int length) {
    long at = writer.tryClaim(length);
    writer.commit(number, false);
    write(writer, at, number, length);
  }

  private static void write(LaneWriter writer, long at, int number, int length) {
    MemorySegment bytes = writer.memory();
    for (int i = 0; i < length; i += Long.BYTES) {
      bytes.set(ValueLayout.JAVA_LONG, at + i, word(number, i));
    }
  }

  private static long word(int number, int index) {
    return (long) number << Integer.SIZE | index;
  }

  /** Receives a message if there is one. */
  static int receive(LaneReader reader, int number, int length) {
    try {
      if (!reader.next()) {
        return NOTHING;
      }
      int found = look(reader, reader.offset(), number, length);
      reader.done();
      return found;
    } catch (IpcCorruptException e) {
      return CORRUPT;
    }
  }

  /** Gives a message's room back, and looks at the message then. */
  static int receiveTooLate(LaneReader reader, int number, int length) {
    if (!reader.next()) {
      return NOTHING;
    }
    long at = reader.offset();
    reader.done();
    return look(reader, at, number, length);
  }

  private static int look(LaneReader reader, long at, int number, int length) {
    boolean whole = reader.flags() == number && reader.length() == length;
    MemorySegment bytes = reader.memory();
    for (int i = 0; whole && i < length; i += Long.BYTES) {
      whole = bytes.get(ValueLayout.JAVA_LONG, at + i) == word(number, i);
    }
    return whole ? WHOLE : TORN;
  }
}
