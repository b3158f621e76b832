package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer makes ready ahead of itself. */
final class AheadTest {
  private static final int SLOT = 0;
  private static final int LONGEST = 600;

  private final MemorySegment source = Arena.global().allocate(LONGEST, 8);

  private static MemorySegment closed() {
    try (Arena arena = Arena.ofConfined()) {
      return arena.allocate(LONGEST, 8);
    }
  }

  /**
   * However records are written, also after others were given up whose bytes are there: the header
   * behind the last one is empty, and what is read is what was written.
   */
  @ParameterizedTest
  @ValueSource(longs = {4096, 16384, 65536, 1 << 20})
  void theHeaderBehindTheLastRecordIsAlwaysEmpty(long capacity) {
    LaneLayout lane = Lanes.lane(capacity, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    Random random = new Random(capacity);
    Turn turn = Turn.mine();
    MemorySegment closed = closed();
    long sent = 0;
    long received = 0;
    while (writer.tail() < 20 * capacity) {
      int length = 8 + random.nextInt(random.nextInt(10) == 0 ? LONGEST - 8 : 100);
      source.fill((byte) 0xFF).set(ValueLayout.JAVA_LONG, 0, sent);
      boolean done =
          switch (random.nextInt(8)) {
            case 0 -> claims(writer, length, false, random.nextBoolean());
            case 1 -> claims(writer, length, true, random.nextBoolean());
            case 2 -> {
              fails(writer, closed, length, turn);
              yield false;
            }
            default -> writer.tryWrite(0, source, 0, length, turn);
          };
      sent += done ? 1 : 0;
      assertThat(lane.header(writer.tail())).as("behind message %d", sent).isZero();
      if (random.nextInt(50) == 0) {
        turn.received(1); // a conversation begins
      }
      if (!done || random.nextInt(100) == 0) {
        received = drain(reader, received);
        assertThat(received).isEqualTo(sent);
      }
    }
    assertThat(drain(reader, received)).isEqualTo(sent);
  }

  private boolean claims(LaneWriter writer, int length, boolean commits, boolean talking) {
    long at = writer.tryClaim(length);
    if (at == LaneWriter.NO_ROOM) {
      return false;
    }
    MemorySegment.copy(source, 0, writer.memory(), at, length);
    if (commits) {
      writer.commit(0, talking);
    } else {
      writer.abort();
    }
    return commits;
  }

  private static void fails(LaneWriter writer, MemorySegment from, int length, Turn turn) {
    if (writer.hasRoomFor(length)) {
      assertThatThrownBy(() -> writer.tryWrite(0, from, 0, length, turn))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static long drain(LaneReader reader, long from) {
    long next = from;
    int count = 0;
    for (; reader.next(); next++, count++) {
      MemorySegment memory = reader.memory();
      assertThat(memory.get(ValueLayout.JAVA_LONG, reader.offset())).isEqualTo(next);
      for (int i = 8; i < reader.length(); i++) {
        assertThat(memory.get(ValueLayout.JAVA_BYTE, reader.offset() + i)).isEqualTo((byte) 0xFF);
      }
      reader.done();
    }
    reader.finish(count);
    reader.finish(0);
    return next;
  }

  /** What isn't free keeps its bytes, though the writer makes ready what comes next. */
  @Test
  void whatIsNotReadYetIsLeftAlone() {
    long capacity = 1 << 16;
    LaneLayout lane = Lanes.lane(capacity, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    Turn turn = Turn.mine();
    long sent = 0;
    long received = 0;
    for (int lap = 0; lap < 50; lap++) {
      source.fill((byte) 0xFF).set(ValueLayout.JAVA_LONG, 0, sent);
      while (writer.tryWrite(0, source, 0, 64, turn)) {
        source.set(ValueLayout.JAVA_LONG, 0, ++sent);
      }
      received = drain(reader, received);
      assertThat(received).isEqualTo(sent);
    }
  }
}
