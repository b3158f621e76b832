package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lane whose writer waits for nobody. */
final class OverwriteTest {
  private static final long CAPACITY = 4096;
  private static final int EVICTED = 1280;

  private final LaneLayout lane = Lanes.lane(CAPACITY, 64);
  private final KeepingWriter writer = KeepingWriter.overwriting(lane, ChecksumKind.NONE, 0);

  private static int length(long number) {
    return 8 + (int) (number * 37 % 400);
  }

  private static void send(KeepingWriter writer, long number, int flags, int length) {
    long at = writer.tryClaim(length);
    assertThat(at).as("message %d", number).isNotNegative();
    for (int i = 0; i < length; i++) {
      writer.memory().set(ValueLayout.JAVA_BYTE, at + i, (byte) (number * 31 + i));
    }
    writer.commit(flags);
  }

  private void send(long number) {
    send(writer, number, RecordFlags.WHOLE, length(number));
  }

  /** A reader that checks what it gets: what is handed out and what is missed follow each other. */
  private static final class Follower {
    private final OverrunReader reader;
    private long next;
    private long gaps;
    private long missed;

    Follower(OverrunReader reader, long first) {
      this.reader = reader;
      this.next = first;
    }

    boolean take() {
      if (!reader.next()) {
        return false;
      }
      assertThat(reader.isIntact()).isTrue();
      if (reader.flags() == RecordFlags.GAP) {
        long count = reader.memory().get(RecordFlags.COUNT_LAYOUT, 0);
        assertThat(count).isPositive();
        next += count;
        missed += count;
        gaps++;
      } else {
        assertThat(reader.length()).as("length of %d", next).isEqualTo(length(next));
        for (int i = 0; i < reader.length(); i++) {
          assertThat(reader.memory().get(ValueLayout.JAVA_BYTE, i))
              .isEqualTo((byte) (next * 31 + i));
        }
        next++;
      }
      reader.done();
      return true;
    }

    void takeAll() {
      while (take()) {
        // next
      }
      reader.finish();
    }
  }

  private Follower follow(int slot, long first) {
    writer.admit(slot, 1000 + slot);
    return new Follower(OverrunReader.resume(lane, slot, ChecksumKind.NONE), first);
  }

  @Test
  void aSlowReaderIsToldExactlyWhatItMissedAndAQuickOneMissesNothing() {
    Follower quick = follow(0, 0);
    Follower slow = follow(5, 0);
    Random random = new Random(7);
    for (long number = 0; number < 20_000; number++) {
      send(number);
      quick.takeAll();
      if (random.nextInt(100) == 0) {
        for (int i = random.nextInt(20); i > 0; i--) {
          boolean ignored = slow.take();
        }
        slow.reader.finish();
      }
    }
    slow.takeAll();
    assertThat(quick.next).isEqualTo(20_000);
    assertThat(quick.missed).isZero();
    assertThat(slow.next).isEqualTo(20_000);
    assertThat(slow.gaps).isGreaterThan(50);
    assertThat(writer.missed()).as("missed, as the writer counts it").isEqualTo(slow.missed);
  }

  @Test
  void theWriterKnowsWhatAReaderMissesBeforeThatOneDoes() {
    Follower stopped = follow(0, 0);
    send(0);
    stopped.takeAll();
    for (long number = 1; number < 1_000; number++) {
      send(number);
    }
    long missed = writer.missed();
    assertThat(missed).isBetween(900L, 998L);
    assertThat(writer.untaken(0)).isEqualTo(999 - missed);
    stopped.takeAll();
    assertThat(stopped.missed).isEqualTo(missed);
    assertThat(writer.missed()).isEqualTo(missed);
    assertThat(writer.untaken(0)).isZero();
    writer.dismiss(0);
    assertThat(writer.missed()).as("once it is gone").isEqualTo(missed);
  }

  @Test
  void mostOfTheRingIsKept() {
    Follower slow = follow(0, 0);
    for (long number = 0; number < 500; number++) {
      send(writer, number, RecordFlags.WHOLE, 0);
    }
    long kept = 500 - writer.missed();
    assertThat(kept * 16).isGreaterThan(CAPACITY * 3 / 4);
    assertThat(slow.reader.next()).isTrue();
  }

  @Test
  void whoComesLateMissesNothing() {
    for (long number = 0; number < 100; number++) {
      send(number);
    }
    Follower late = follow(9, 100);
    for (long number = 100; number < 104; number++) {
      send(number);
    }
    late.takeAll();
    assertThat(late.next).isEqualTo(104);
    assertThat(late.missed).isZero();
  }

  @Test
  void aSuccessorKnowsWhatItsPredecessorMissed() {
    LaneLayout queue = Lanes.lane(CAPACITY, 1);
    KeepingWriter sender = KeepingWriter.overwritingOne(queue, ChecksumKind.NONE);
    Follower first = new Follower(OverrunReader.resume(queue, 0, ChecksumKind.NONE), 0);
    for (long number = 0; number < 300; number++) {
      send(sender, number, RecordFlags.WHOLE, length(number));
    }
    for (int i = 0; i < 4; i++) {
      assertThat(first.take()).isTrue();
    }
    assertThat(first.reader.next()).isTrue(); // and dies in the handler
    OverrunReader reader = OverrunReader.resume(queue, 0, ChecksumKind.NONE);
    assertThat(reader.isRedelivered()).isTrue();
    Follower second = new Follower(reader, first.next);
    assertThat(second.take()).isTrue();
    assertThat(second.missed).as("told already").isZero();
    for (long number = 300; number < 600; number++) {
      send(sender, number, RecordFlags.WHOLE, length(number));
    }
    second.takeAll();
    assertThat(second.next).isEqualTo(600);
    assertThat(sender.missed()).isEqualTo(first.missed + second.missed);
  }

  @Test
  void theGapOfAMessageThatWasNotHandledIsToldAgain() {
    LaneLayout queue = Lanes.lane(CAPACITY, 1);
    KeepingWriter sender = KeepingWriter.overwritingOne(queue, ChecksumKind.NONE);
    for (long number = 0; number < 300; number++) {
      send(sender, number, RecordFlags.WHOLE, length(number));
    }
    Follower first = new Follower(OverrunReader.resume(queue, 0, ChecksumKind.NONE), 0);
    assertThat(first.take()).isTrue();
    assertThat(first.gaps).isEqualTo(1);
    Follower second = new Follower(OverrunReader.resume(queue, 0, ChecksumKind.NONE), 0);
    second.takeAll();
    assertThat(second.next).isEqualTo(300);
    assertThat(second.missed).isEqualTo(first.missed).isEqualTo(sender.missed());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30})
  void piecesOfAMessageThatIsLongerThanTheRingWaitForTheirReaders(int pieces) {
    Follower reader = follow(0, 0);
    int sent = 0;
    while (sent < pieces) {
      int flags = sent == 0 ? RecordFlags.FIRST : RecordFlags.MIDDLE;
      if (writer.hasRoomFor(500)) {
        send(writer, 0, flags, 500);
        sent++;
      } else {
        assertThat(writer.tryClaim(500)).isEqualTo(LaneWriter.NO_ROOM);
        assertThat(reader.reader.next()).isTrue();
        assertThat(reader.reader.length()).isEqualTo(500);
        reader.reader.done();
        reader.reader.finish();
      }
    }
    send(writer, 0, RecordFlags.LAST, 8);
    List<Integer> rest = new ArrayList<>();
    while (reader.reader.next()) {
      rest.add(reader.reader.flags());
      reader.reader.done();
    }
    assertThat(rest).endsWith(RecordFlags.LAST).doesNotContain(RecordFlags.GAP);
    writer.dismiss(0);
    send(1);
  }

  @Test
  void aMessageOfWhichAPieceWasMissedIsMissedWhole() {
    Follower reader = follow(0, 0);
    send(0);
    send(writer, 1, RecordFlags.FIRST, 200);
    for (int i = 0; i < 2; i++) {
      assertThat(reader.reader.next()).isTrue();
      reader.reader.done();
    }
    send(writer, 1, RecordFlags.MIDDLE, 200);
    send(writer, 1, RecordFlags.LAST, 200);
    for (long number = 2; number < 100; number++) {
      send(number);
    }
    reader.next = 1;
    reader.takeAll();
    assertThat(reader.next).isEqualTo(100);
    assertThat(writer.missed()).isEqualTo(reader.missed);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - 7, 1L << 40, (1L << 40) + 1, 4095, 8})
  void anImpossibleEvictedPositionIsAnErrorOrSilence(long evicted) {
    Follower reader = follow(0, 0);
    send(0);
    send(1);
    lane.memory().set(ValueLayout.JAVA_LONG, EVICTED, evicted);
    try {
      assertThat(reader.reader.next()).isFalse();
      assertThat(reader.reader.next()).isFalse();
    } catch (IpcCorruptException e) {
      assertThat(reader.reader.isBroken()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 5, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void anImpossibleNumberIsAnError(long number) {
    Follower reader = follow(0, 0);
    send(writer, 0, RecordFlags.WHOLE, 16);
    lane.put(8 + 16, number);
    assertThatThrownBy(reader.reader::next)
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("number=" + number);
    assertThat(reader.reader.isBroken()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 2, Long.MAX_VALUE, Long.MIN_VALUE})
  void whatAPredecessorCannotHaveExpectedIsAnError(long expected) {
    writer.admit(0, 7);
    lane.expect(0, expected);
    assertThatThrownBy(() -> OverrunReader.resume(lane, 0, ChecksumKind.NONE))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("expected=" + expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 3, Long.MAX_VALUE})
  void aWriterCountsNoMoreThanItSentWhateverReadersStore(long word) {
    Follower reader = follow(0, 0);
    for (long number = 0; number < 100; number++) {
      send(number);
    }
    lane.expect(0, word);
    lane.miss(0, word);
    lane.taken(0, word);
    assertThat(writer.missed()).isBetween(0L, 200L);
    assertThat(writer.untaken(0)).isBetween(0L, 100L);
    assertThat(reader.reader.next()).isTrue();
  }

  @Test
  void whereAnOwnHeaderWasChangedAllIsGivenUpAndNothingElseIsHarmed() {
    Follower reader = follow(0, 0);
    for (long number = 0; number < 10; number++) {
      send(number);
    }
    lane.put(0, 0x1234);
    for (long number = 10; number < 40; number++) {
      send(number);
    }
    reader.takeAll();
    assertThat(reader.next).isEqualTo(40);
    assertThat(writer.missed()).isEqualTo(reader.missed);
  }

  @ParameterizedTest
  @EnumSource(ChecksumKind.class)
  void numbersAndChecksumsGoTogether(ChecksumKind checksum) {
    LaneLayout sealed = Lanes.lane(CAPACITY, 1);
    KeepingWriter sender = KeepingWriter.overwritingOne(sealed, checksum);
    Follower reader = new Follower(OverrunReader.resume(sealed, 0, checksum), 0);
    for (long number = 0; number < 1_000; number++) {
      send(sender, number, RecordFlags.WHOLE, length(number));
      if (number % 3 == 0) {
        assertThat(reader.take()).isTrue();
      }
    }
    reader.takeAll();
    assertThat(reader.next).isEqualTo(1_000);
  }
}
