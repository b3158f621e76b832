package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.error.IpcCorruptException;
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
  void aCursorBehindTheAdmissionIsRefused() {
    for (int i = 0; i < 100; i++) {
      assertThat(Lanes.send(writer, i, 100)).isTrue();
    }
    writer.admit(2, 9);
    lane.cursor(2, -16);
    lane.taken(2, -16);
    assertThatThrownBy(() -> writer.hasRoomFor(2040)).isInstanceOf(IpcCorruptException.class);
  }
}
