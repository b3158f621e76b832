package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What who joins late gets of a lane. */
final class HistoryTest {
  private static final long CAPACITY = 4096;
  private static final int PIECE = 64;

  private final LaneLayout lane = Lanes.lane(CAPACITY, 64);
  private KeepingWriter writer = KeepingWriter.waiting(lane, ChecksumKind.NONE, 5);

  private boolean trySend(long number, int flags, int length) {
    long at = writer.tryClaim(length);
    if (at < 0) {
      return false;
    }
    for (int i = 0; i < length; i += Long.BYTES) {
      writer.memory().set(ValueLayout.JAVA_LONG, at + i, number * 1000 + i);
    }
    writer.commit(flags);
    return true;
  }

  private void send(long number) {
    assertThat(trySend(number, RecordFlags.WHOLE, length(number))).isTrue();
  }

  private static int length(long number) {
    return 8 + (int) (number * 37 % 50) * 8;
  }

  /** Reads all that is there; the numbers of the records, and that they are whole. */
  private static List<Long> read(LaneReader reader) {
    List<Long> numbers = new ArrayList<>();
    int count = 0;
    while (reader.next()) {
      MemorySegment memory = reader.memory();
      long number = memory.get(ValueLayout.JAVA_LONG, reader.offset()) / 1000;
      for (int i = 0; i < reader.length(); i += Long.BYTES) {
        assertThat(memory.get(ValueLayout.JAVA_LONG, reader.offset() + i))
            .isEqualTo(number * 1000 + i);
      }
      numbers.add(number);
      reader.done();
      count++;
    }
    reader.finish(count);
    return numbers;
  }

  private LaneReader join(int slot) {
    writer.admit(slot, 100 + slot);
    return LaneReader.resume(lane, slot);
  }

  @Test
  void whoJoinsLateGetsTheLatestAndThenWhatFollows() {
    LaneReader early = join(0);
    assertThat(read(early)).isEmpty();
    for (long number = 0; number < 200; number++) {
      send(number);
      assertThat(read(early)).containsExactly(number);
    }
    LaneReader late = join(1);
    send(200);
    assertThat(read(late)).containsExactly(195L, 196L, 197L, 198L, 199L, 200L);
    assertThat(read(early)).containsExactly(200L);
  }

  /** Wherever in the ring they lie, also where short messages follow each other fast. */
  @Test
  void shortMessagesAreKeptAtEachPlaceOfTheRing() {
    LaneLayout large = Lanes.lane(1 << 16, LaneLayout.MAX_SLOTS);
    writer = KeepingWriter.waiting(large, ChecksumKind.NONE, 5);
    for (long number = 0; number < 3 * large.capacity() / 16; number++) {
      assertThat(trySend(number, RecordFlags.WHOLE, Long.BYTES)).isTrue();
      if (number >= 5) {
        writer.admit(0, 100);
        List<Long> latest = LongStream.rangeClosed(number - 4, number).boxed().toList();
        assertThat(read(LaneReader.resume(large, 0))).isEqualTo(latest);
        writer.dismiss(0);
      }
    }
  }

  @Test
  void theFirstMessagesAreAllThatThereIs() {
    send(0);
    send(1);
    LaneReader late = join(0);
    send(2);
    assertThat(read(late)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void whatTheRingDoesNotHoldAnyMoreIsMissingAtTheBeginning() {
    writer = KeepingWriter.waiting(lane, ChecksumKind.NONE, 1_000);
    for (long number = 0; number < 300; number++) {
      send(number);
    }
    List<Long> numbers = read(join(0));
    assertThat(numbers).hasSizeGreaterThan(10).endsWith(299L);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(300 - numbers.size() + i);
    }
  }

  @Test
  void whoJoinsLateHoldsRoomFromItsFirstMessageOn() {
    writer = KeepingWriter.waiting(lane, ChecksumKind.NONE, 1_000);
    long sent = 0;
    for (; sent < 300; sent++) {
      send(sent);
    }
    LaneReader late = join(0);
    while (trySend(sent, RecordFlags.WHOLE, length(sent))) {
      sent++;
    }
    List<Long> numbers = read(late);
    assertThat(numbers.getFirst()).isLessThan(300);
    assertThat(numbers).endsWith(sent - 1).hasSize((int) (sent - numbers.getFirst()));
    send(sent);
  }

  @Test
  void messagesAreCountedAndNotPieces() {
    writer = KeepingWriter.waiting(lane, ChecksumKind.NONE, 2);
    send(0);
    sendInPieces(1, 6);
    send(2);
    List<Long> all = read(join(0));
    assertThat(all).containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 2L);
  }

  private void sendInPieces(long number, int pieces) {
    for (int i = 0; i < pieces; i++) {
      int flags =
          i == 0 ? RecordFlags.FIRST : i == pieces - 1 ? RecordFlags.LAST : RecordFlags.MIDDLE;
      assertThat(trySend(number, flags, PIECE)).isTrue();
    }
  }

  @Test
  void aMessageThatIsBeingWrittenComesWhole() {
    writer = KeepingWriter.waiting(lane, ChecksumKind.NONE, 1);
    send(0);
    send(1);
    assertThat(trySend(2, RecordFlags.FIRST, PIECE)).isTrue();
    LaneReader late = join(0);
    assertThat(trySend(2, RecordFlags.LAST, PIECE)).isTrue();
    assertThat(read(late)).containsExactly(1L, 2L, 2L);
  }

  @Test
  void aClaimThatIsGivenUpTakesNothingFromWhatIsHandedOut() {
    Random random = new Random(11);
    for (long number = 0; number < 2_000; number++) {
      int length = 8 * random.nextInt(200);
      long at = writer.tryClaim(length);
      writer.memory().asSlice(at, length).fill((byte) 0x5A);
      writer.abort();
      send(number);
      if (number % 7 == 0) {
        List<Long> latest = read(join(0));
        assertThat(latest).endsWith(number).hasSizeLessThanOrEqualTo(5);
        assertThat(latest.getLast() - latest.getFirst()).isEqualTo(latest.size() - 1);
        writer.dismiss(0);
      }
    }
  }

  @Test
  void subscribersComeAndGoAndMissNothing() {
    Random random = new Random(5);
    LaneReader[] readers = new LaneReader[4];
    long[] next = new long[readers.length];
    long sent = 0;
    for (int step = 0; step < 20_000; step++) {
      if (trySend(sent, RecordFlags.WHOLE, length(sent))) {
        sent++;
      }
      int slot = random.nextInt(readers.length);
      LaneReader reader = readers[slot];
      if (reader == null) {
        readers[slot] = join(slot);
        next[slot] = -1;
      } else if (random.nextInt(10) == 0) {
        writer.dismiss(slot);
        readers[slot] = null;
      } else {
        for (long number : read(reader)) {
          assertThat(number).isEqualTo(next[slot] < 0 ? number : next[slot]);
          next[slot] = number + 1;
        }
        assertThat(next[slot] < 0 || next[slot] == sent).isTrue();
      }
    }
    assertThat(sent).isGreaterThan(10_000);
  }

  @Test
  void whereTheOldestGivesWayTheLatestComeToo() {
    writer = KeepingWriter.overwriting(lane, ChecksumKind.NONE, 3);
    for (long number = 0; number < 500; number++) {
      send(number);
    }
    writer.admit(2, 9);
    OverrunReader late = OverrunReader.resume(lane, 2, ChecksumKind.NONE);
    for (long number = 497; number < 500; number++) {
      assertThat(late.next()).isTrue();
      assertThat(late.flags()).isEqualTo(RecordFlags.WHOLE);
      assertThat(late.memory().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(number * 1000);
      late.done();
    }
    assertThat(late.next()).isFalse();
    late.finish();
    assertThat(writer.missed()).isZero();
  }

  @Test
  void whoJoinsInTheMiddleOfAMessageWithoutHistoryIsToldOfNoGap() {
    writer = KeepingWriter.overwriting(lane, ChecksumKind.NONE, 0);
    send(0);
    assertThat(trySend(1, RecordFlags.FIRST, PIECE)).isTrue();
    writer.admit(0, 9);
    OverrunReader late = OverrunReader.resume(lane, 0, ChecksumKind.NONE);
    assertThat(trySend(1, RecordFlags.LAST, PIECE)).isTrue();
    send(2);
    assertThat(late.next()).isTrue();
    assertThat(late.flags()).isEqualTo(RecordFlags.WHOLE);
    assertThat(late.memory().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(2000);
  }
}
