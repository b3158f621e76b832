package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lane with many readers. */
final class BroadcastTest {
  private static final long CAPACITY = 4096;
  private static final int READERS = 5;

  private final LaneLayout lane = Lanes.lane(CAPACITY, 64);
  private final LaneWriter writer = LaneWriter.toMany(lane);

  @Test
  void everyReaderGetsEverythingAndTheSlowestHoldsBack() {
    LaneReader[] readers = new LaneReader[READERS];
    long[] received = new long[READERS];
    for (int slot = 0; slot < READERS; slot++) {
      writer.admit(slot, 1000 + slot);
      assertThat(lane.admitted(slot)).isEqualTo(1000 + slot);
      readers[slot] = LaneReader.resume(lane, slot);
    }
    Random random = new Random(3);
    long sent = 0;
    while (sent < 50_000) {
      if (Lanes.send(writer, sent, (int) (sent % 200))) {
        sent++;
      }
      int slot = random.nextInt(READERS);
      int count = 0;
      while (count < random.nextInt(8) && readers[slot].next()) {
        Lanes.check(readers[slot], received[slot], (int) (received[slot] % 200));
        readers[slot].done();
        received[slot]++;
        count++;
      }
      readers[slot].finish(count);
      for (long each : received) {
        assertThat(sent - each).isLessThan(CAPACITY / Header.BYTES);
      }
    }
    for (int slot = 0; slot < READERS; slot++) {
      while (readers[slot].next()) {
        Lanes.check(readers[slot], received[slot], (int) (received[slot] % 200));
        readers[slot].done();
        received[slot]++;
      }
      assertThat(received[slot]).isEqualTo(sent);
    }
  }

  @Test
  void aLateReaderBeginsWithWhatIsSentNext() {
    for (int i = 0; i < 7; i++) {
      assertThat(Lanes.send(writer, i, 30)).isTrue();
    }
    writer.admit(3, 42);
    LaneReader reader = LaneReader.resume(lane, 3);
    assertThat(reader.next()).isFalse();
    assertThat(Lanes.send(writer, 7, 30)).isTrue();
    assertThat(reader.next()).isTrue();
    Lanes.check(reader, 7, 30);
  }

  @Test
  void withoutReadersNothingHoldsTheWriterBack() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(Lanes.send(writer, i, 500)).isTrue();
    }
  }

  @Test
  void aDismissedReaderHoldsBackNobody() {
    writer.admit(0, 7);
    int sent = 0;
    while (Lanes.send(writer, sent, 100)) {
      sent++;
    }
    assertThat(writer.untaken(0)).isEqualTo(sent);
    writer.dismiss(0);
    assertThat(lane.admitted(0)).isZero();
    for (int i = 0; i < 1_000; i++) {
      assertThat(Lanes.send(writer, i, 100)).isTrue();
    }
  }

  @Test
  void aReaderThatStoresAnImpossiblePositionIsExpelledAndTheOthersGoOn() {
    long[] impossible = {-16, Long.MAX_VALUE - 7, Long.MIN_VALUE, 1L << 40, (1L << 40) + 3};
    writer.admit(1, 11);
    LaneReader other = LaneReader.resume(lane, 1);
    long number = 0;
    for (long position : impossible) {
      for (int i = 0; i < 10; i++) {
        number = sendAndRead(other, number);
      }
      writer.admit(2, 9);
      assertThat(writer.isExpelled(2)).isFalse();
      lane.cursor(2, position);
      lane.taken(2, position);
      for (int i = 0; i < 200; i++) {
        number = sendAndRead(other, number);
      }
      assertThat(writer.isExpelled(2)).as("after %d", position).isTrue();
      assertThat(writer.isExpelled(1)).isFalse();
      assertThat(lane.admitted(2)).isZero();
    }
  }

  private long sendAndRead(LaneReader reader, long number) {
    assertThat(Lanes.send(writer, number, 100)).isTrue();
    assertThat(reader.next()).isTrue();
    Lanes.check(reader, number, 100);
    reader.done();
    reader.finish(1);
    return number + 1;
  }
}
