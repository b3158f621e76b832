package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Lanes in private memory, and messages whose content can be checked. */
final class Lanes {
  private Lanes() {}

  static LaneLayout lane(long capacity, int slots) {
    long size = LaneLayout.fileSize(capacity, slots);
    return new LaneLayout(Arena.ofAuto().allocate(size, 64), capacity, slots);
  }

  /** Writes a message whose bytes follow from its number; whether there was room. */
  static boolean send(LaneWriter writer, long number, int length) {
    long offset = writer.tryClaim(length);
    if (offset == LaneWriter.NO_ROOM) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      writer.memory().set(ValueLayout.JAVA_BYTE, offset + i, expected(number, i));
    }
    writer.commit((int) number & 15, number % 3 == 0);
    return true;
  }

  /** Checks the record that the reader stands at. */
  static void check(LaneReader reader, long number, int length) {
    assertThat(reader.length()).as("length of message %d", number).isEqualTo(length);
    assertThat(reader.flags()).isEqualTo((int) number & 15);
    assertThat(reader.offset() % 8).isZero();
    MemorySegment memory = reader.memory();
    for (int i = 0; i < length; i++) {
      byte found = memory.get(ValueLayout.JAVA_BYTE, reader.offset() + i);
      if (found != expected(number, i)) {
        throw new AssertionError("message " + number + " differs at " + i + ": " + found);
      }
    }
  }

  private static byte expected(long number, int index) {
    return (byte) (number * 31 + index);
  }
}
