package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A lane in memory of its own, with numbered messages of two words. */
final class Lane {
  private static final int CAPACITY = 4096;
  private static final int LENGTH = 16;
  private static final int LOOKS = 100;

  private final LaneLayout layout;
  private final LaneWriter writer;
  private final LaneReader reader;

  Lane() {
    int words = (int) (LaneLayout.fileSize(CAPACITY, 1) / Long.BYTES);
    layout = new LaneLayout(MemorySegment.ofArray(new long[words]), CAPACITY, 1);
    writer = LaneWriter.toOne(layout);
    reader = LaneReader.resume(layout, 0);
  }

  void send(int number) {
    long at = writer.tryClaim(LENGTH);
    write(at, number);
    writer.commit(number, false);
  }

  /** Publishes first and writes then. */
  void sendTooEarly(int number) {
    long at = writer.tryClaim(LENGTH);
    writer.commit(number, false);
    write(at, number);
  }

  private void write(long at, int number) {
    MemorySegment memory = writer.memory();
    memory.set(ValueLayout.JAVA_LONG, at, number);
    memory.set(ValueLayout.JAVA_LONG, at + Long.BYTES, ~number);
  }

  /** 0 if there is nothing, 1 if the next message is this one, 2 if it isn't. */
  int receive(int number) {
    if (!reader.next()) {
      return 0;
    }
    long at = reader.offset();
    MemorySegment memory = reader.memory();
    boolean whole =
        reader.flags() == number
            && reader.length() == LENGTH
            && memory.get(ValueLayout.JAVA_LONG, at) == number
            && memory.get(ValueLayout.JAVA_LONG, at + Long.BYTES) == ~number;
    reader.done();
    return whole ? 1 : 2;
  }

  /** Says that it takes the message, and gives its room back before it reads it, or after. */
  int receiveAndGiveBack(int number, boolean before) {
    if (layout.header(0) == 0) {
      return 0;
    }
    long at = layout.payload(0);
    if (before) {
      layout.cursor(0, LENGTH + Long.BYTES);
    }
    MemorySegment memory = layout.readOnlyMemory();
    boolean whole =
        memory.get(ValueLayout.JAVA_LONG, at) == number
            && memory.get(ValueLayout.JAVA_LONG, at + Long.BYTES) == ~number;
    if (!before) {
      layout.cursor(0, LENGTH + Long.BYTES);
    }
    return whole ? 1 : 2;
  }

  /** Overwrites the first message if its room is given back within some looks. */
  void reuse() {
    for (int i = 0; i < LOOKS; i++) {
      if (layout.cursor(0) > 0) {
        write(layout.payload(0), Integer.MAX_VALUE);
        return;
      }
    }
  }
}
