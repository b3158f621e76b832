package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lane with one reader: order, wholeness, room. */
final class LaneTest {
  private static final int SLOT = 0;

  @ParameterizedTest
  @ValueSource(longs = {4096, 8192, 65536})
  void everySizeArrivesInOrderThroughManyLaps(long capacity) {
    LaneLayout lane = Lanes.lane(capacity, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    Random random = new Random(capacity);
    Deque<Integer> inFlight = new ArrayDeque<>();
    long sent = 0;
    long received = 0;
    while (writer.tail() < 40 * capacity) {
      int length = random.nextInt(1 + random.nextInt(LaneWriter.maxRecord(capacity)));
      while (!Lanes.send(writer, sent, length)) {
        received += drain(reader, received, inFlight, 1 + random.nextInt(5));
      }
      sent++;
      inFlight.add(length);
      if (random.nextInt(8) == 0) {
        received += drain(reader, received, inFlight, random.nextInt(20));
      }
    }
    received += drain(reader, received, inFlight, Integer.MAX_VALUE);
    assertThat(received).isEqualTo(sent);
    assertThat(inFlight).isEmpty();
    assertThat(reader.isEmpty()).isTrue();
  }

  private static int drain(LaneReader reader, long number, Deque<Integer> lengths, int limit) {
    int count = 0;
    while (count < limit && reader.next()) {
      Lanes.check(reader, number + count, lengths.remove());
      reader.done();
      count++;
    }
    reader.finish(count);
    return count;
  }

  @Test
  void theLongestRecordFitsAnEmptyRingWhereverItStands() {
    long capacity = 4096;
    int longest = LaneWriter.maxRecord(capacity);
    for (int shift = 0; shift < capacity; shift += 8) {
      LaneLayout lane = Lanes.lane(capacity, 1);
      LaneWriter writer = LaneWriter.toOne(lane);
      LaneReader reader = LaneReader.resume(lane, SLOT);
      Deque<Integer> lengths = new ArrayDeque<>();
      long sent = 0;
      for (long left = shift; left > 0; ) {
        int length = (int) Math.min(left - 8, 1000);
        assertThat(Lanes.send(writer, sent++, length)).isTrue();
        lengths.add(length);
        left -= Header.recordSize(length);
        drain(reader, sent - 1, lengths, 1);
      }
      drain(reader, sent, lengths, 1);
      assertThat(Lanes.send(writer, sent, longest)).as("at %d", shift).isTrue();
      lengths.add(longest);
      assertThat(drain(reader, sent, lengths, 1)).isEqualTo(1);
    }
  }

  @Test
  void aFullRingRefusesUntilTheReaderHasMadeRoom() {
    LaneLayout lane = Lanes.lane(4096, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    long sent = 0;
    while (Lanes.send(writer, sent, 120)) {
      sent++;
    }
    assertThat(sent).isEqualTo((4096 - Header.BYTES) / Header.recordSize(120));
    assertThat(writer.hasRoomFor(120)).isFalse();
    assertThat(reader.next()).isTrue();
    Lanes.check(reader, 0, 120);
    reader.done();
    reader.finish(1);
    assertThat(writer.hasRoomFor(120)).as("by the exact position").isTrue();
    assertThat(Lanes.send(writer, sent, 120)).isTrue();
    assertThat(writer.untaken(SLOT)).isEqualTo(sent);
  }

  @Test
  void aReaderThatLooksForAWhileSeesWhatIsPublished() {
    LaneLayout lane = Lanes.lane(4096, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    assertThat(reader.staysEmpty()).isTrue();
    Lanes.send(writer, 0, 8);
    assertThat(reader.staysEmpty()).isFalse();
    assertThat(reader.next()).isTrue();
    reader.done();
    reader.finish(1);
    assertThat(reader.staysEmpty()).isTrue();
  }

  @Test
  void anAbandonedClaimLeavesNothing() {
    LaneLayout lane = Lanes.lane(4096, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    for (int i = 0; i < 100; i++) {
      assertThat(writer.tryClaim(2000)).isNotNegative();
      writer.abort();
      assertThat(reader.next()).isFalse();
    }
    assertThatThrownBy(() -> writer.commit(0, false)).isInstanceOf(IllegalStateException.class);
    assertThat(Lanes.send(writer, 1, 2000)).isTrue();
    assertThat(reader.next()).isTrue();
    Lanes.check(reader, 1, 2000);
  }

  @Test
  void anImpossibleLengthIsRefused() {
    LaneWriter writer = LaneWriter.toOne(Lanes.lane(4096, 1));
    assertThatThrownBy(() -> writer.tryClaim(LaneWriter.maxRecord(4096) + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.tryClaim(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theWriterIsToldOnceThatTheRoomItWantsIsThere() {
    LaneLayout lane = Lanes.lane(4096, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    Deque<Integer> lengths = new ArrayDeque<>();
    long sent = 0;
    while (Lanes.send(writer, sent, 100)) {
      lengths.add(100);
      sent++;
    }
    lane.want(writer.wantFor(100));
    drain(reader, 0, lengths, 1);
    assertThat(reader.roomWanted()).as("a little room isn't worth a wake-up").isFalse();
    drain(reader, 1, lengths, 10);
    assertThat(reader.roomWanted()).isTrue();
    assertThat(reader.roomWanted()).isFalse();
    assertThat(Lanes.send(writer, sent, 100)).isTrue();
  }

  @Test
  void twoThreadsPassMessagesOfEverySize() throws InterruptedException {
    LaneLayout lane = Lanes.lane(8192, 1);
    int messages = 100_000;
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              LaneWriter writer = LaneWriter.toOne(lane);
              Random sizes = new Random(7);
              for (int i = 0; i < messages; i++) {
                int length = sizes.nextInt(600);
                while (!Lanes.send(writer, i, length)) {
                  Thread.onSpinWait();
                }
              }
            });
    LaneReader reader = LaneReader.resume(lane, SLOT);
    Random sizes = new Random(7);
    int received = 0;
    while (received < messages) {
      int count = 0;
      while (count < 10 && reader.next()) {
        Lanes.check(reader, received, sizes.nextInt(600));
        reader.done();
        received++;
        count++;
      }
      reader.finish(count);
    }
    sender.join();
    assertThat(reader.isEmpty()).isTrue();
  }
}
