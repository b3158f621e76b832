package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.error.IpcCorruptException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lane after a death, and with words that nobody wrote. */
final class LaneRecoveryTest {
  private static final int SLOT = 0;
  private static final long CAPACITY = 4096;

  private final LaneLayout lane = Lanes.lane(CAPACITY, 1);
  private final LaneWriter writer = LaneWriter.toOne(lane);

  @Test
  void theNextReaderGoesOnWhereThePollOfTheLastOneEnded() {
    for (int i = 0; i < 10; i++) {
      Lanes.send(writer, i, 50);
    }
    LaneReader first = LaneReader.resume(lane, SLOT);
    for (int i = 0; i < 4; i++) {
      assertThat(first.next()).isTrue();
      first.done();
    }
    first.finish(4);

    LaneReader second = LaneReader.resume(lane, SLOT);
    assertThat(second.isRedelivered()).isFalse();
    for (int i = 4; i < 10; i++) {
      assertThat(second.next()).isTrue();
      Lanes.check(second, i, 50);
      second.done();
    }
    assertThat(second.next()).isFalse();
  }

  @Test
  void theMessageInWhoseHandlerAReaderDiedComesAgainAndIsMarked() {
    for (int i = 0; i < 3; i++) {
      Lanes.send(writer, i, 50);
    }
    LaneReader first = LaneReader.resume(lane, SLOT);
    assertThat(first.next()).isTrue();
    first.done();
    assertThat(first.next()).isTrue();

    LaneReader second = LaneReader.resume(lane, SLOT);
    assertThat(second.isRedelivered()).isTrue();
    assertThat(second.next()).isTrue();
    Lanes.check(second, 1, 50);
    second.done();
    assertThat(second.isRedelivered()).isFalse();
    assertThat(second.next()).isTrue();
    Lanes.check(second, 2, 50);
  }

  @Test
  void aSuccessorGivesBackTheRoomThatTheDeadOneHeld() {
    int sent = 0;
    while (Lanes.send(writer, sent, 8)) {
      sent++;
    }
    LaneReader first = LaneReader.resume(lane, SLOT);
    for (int i = 0; i < 20; i++) {
      assertThat(first.next()).isTrue();
      first.done();
    }
    assertThat(first.next()).isTrue();
    LaneReader second = LaneReader.resume(lane, SLOT);
    while (second.next()) {
      second.done();
    }
    second.finish(0);
    assertThat(Lanes.send(writer, 0, LaneWriter.maxRecord(CAPACITY))).isTrue();
  }

  @Test
  void aStrayHeaderIsATypedError() {
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      LaneReader reader = LaneReader.resume(lane, SLOT);
      long word = random.nextLong();
      lane.publish(0, word);
      try {
        assertThat(reader.next()).isTrue();
      } catch (IpcCorruptException e) {
        assertThat(reader.isBroken()).isTrue();
        assertThat(e.getMessage()).contains("position=0").contains(Long.toHexString(word));
        refused++;
      }
      lane.taken(SLOT, 0);
    }
    assertThat(refused).isGreaterThan(99_900);
  }

  @Test
  void aFlippedBitOfAHeaderNeverLeadsOutOfTheRing() {
    for (int bit = 0; bit < 64; bit++) {
      LaneLayout memory = Lanes.lane(CAPACITY, 1);
      Lanes.send(LaneWriter.toOne(memory), 1, 100);
      memory.publish(0, memory.header(0) ^ 1L << bit);
      LaneReader reader = LaneReader.resume(memory, SLOT);
      try {
        assertThat(reader.next()).isTrue();
        MemorySegment whole = reader.memory();
        assertThat(reader.offset() + reader.length()).isLessThanOrEqualTo(whole.byteSize());
        reader.done();
        reader.next();
      } catch (IpcCorruptException e) {
        assertThat(reader.isBroken()).isTrue();
      }
    }
  }

  @Test
  void whatAFormerLapLeftIsNoHeader() {
    Lanes.send(writer, 1, 16);
    long stale = lane.header(0);
    assertThat(Header.end(stale, 0, CAPACITY, 0)).isEqualTo(24);
    for (long lap = 1; lap <= 10_000; lap++) {
      assertThat(Header.end(stale, lap * CAPACITY, CAPACITY, 0)).as("lap %d", lap).isNegative();
    }
  }

  @Test
  void anImpossibleCursorIsATypedErrorOfTheWriter() {
    for (long cursor : new long[] {12, -8, Long.MIN_VALUE, Long.MAX_VALUE, CAPACITY}) {
      LaneLayout memory = Lanes.lane(CAPACITY, 1);
      LaneWriter side = nearlyFull(memory);
      memory.cursor(SLOT, cursor);
      assertThatThrownBy(() -> side.tryClaim(2000))
          .as("cursor=%d", cursor)
          .isInstanceOf(IpcCorruptException.class);
    }
    for (long taken : new long[] {-8, Long.MIN_VALUE, Long.MAX_VALUE, CAPACITY}) {
      LaneLayout memory = Lanes.lane(CAPACITY, 1);
      LaneWriter side = nearlyFull(memory);
      memory.taken(SLOT, taken);
      assertThatThrownBy(() -> side.hasRoomFor(2000))
          .as("taken=%d", taken)
          .isInstanceOf(IpcCorruptException.class);
    }
  }

  private static LaneWriter nearlyFull(LaneLayout memory) {
    LaneWriter side = LaneWriter.toOne(memory);
    for (int sent = 0; sent < 3; sent++) {
      assertThat(Lanes.send(side, sent, 1000)).isTrue();
    }
    return side;
  }

  @Test
  void anImpossiblePositionIsATypedErrorOfTheSuccessor() {
    long[][] words = {{8, 0}, {0, 8192}, {-8, -8}, {0, 3}, {0, 7}, {4, 4}, {16, 8}};
    for (long[] pair : words) {
      lane.cursor(SLOT, pair[0]);
      lane.taken(SLOT, pair[1]);
      assertThatThrownBy(() -> LaneReader.resume(lane, SLOT))
          .as("cursor=%d taken=%d", pair[0], pair[1])
          .isInstanceOf(IpcCorruptException.class);
    }
  }

  @Test
  void randomMemoryNeverDoesMoreThanATypedError() {
    Random random = new Random(5);
    int delivered = 0;
    for (int i = 0; i < 3_000; i++) {
      LaneLayout memory = Lanes.lane(CAPACITY, 1);
      for (long at = 1024; at < memory.memory().byteSize(); at += 8) {
        if (random.nextInt(4) == 0) {
          memory.memory().set(ValueLayout.JAVA_LONG, at, random.nextLong() & random.nextLong());
        }
      }
      try {
        LaneReader reader = LaneReader.resume(memory, SLOT);
        while (reader.next()) {
          delivered++;
          reader.done();
        }
      } catch (IpcCorruptException e) {
        continue;
      }
    }
    assertThat(delivered).isLessThan(100);
  }
}
