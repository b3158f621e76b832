package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Death before every single access to shared memory, of either side, through several laps. */
final class DeathTest {
  private static final int SLOT = 0;
  private static final long CAPACITY = 4096;
  private static final int MESSAGES = 120;

  private static int length(long number) {
    return (int) (number * 37 % 300);
  }

  @Test
  void aReaderThatDiesAnywhereLeavesNothingLostAndOneTwiceAtMost() {
    int accesses = 0;
    while (readerDiesAfter(accesses)) {
      accesses++;
    }
    assertThat(accesses).as("points of death").isGreaterThan(2 * MESSAGES);
  }

  /** Whether the reader died at all with so many accesses to live. */
  private static boolean readerDiesAfter(int accesses) {
    LaneLayout lane = Lanes.lane(CAPACITY, 1);
    LaneWriter writer = LaneWriter.toOne(lane);
    List<Long> handled = new ArrayList<>();
    long[] sent = {0};
    boolean died = false;
    try {
      exchange(writer, new MortalMemory(lane, accesses), handled, sent);
    } catch (MortalMemory.Death e) {
      died = true;
    }
    int before = handled.size();
    LaneReader successor = LaneReader.resume(lane, SLOT);
    boolean marked = successor.isRedelivered();
    exchange(writer, lane, handled, sent);
    boolean twice = before > 0 && before < handled.size() && handled.get(before) == before - 1;
    if (twice) {
      assertThat(marked).as("the mark after %d accesses", accesses).isTrue();
      handled.remove(before);
    }
    assertThat(handled).as("after %d accesses", accesses).hasSize(MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(handled.get(i)).as("after %d accesses", accesses).isEqualTo(i);
    }
    return died;
  }

  /** Sends and reads by turns until all messages are sent and nothing is left. */
  private static void exchange(
      LaneWriter writer, LaneMemory memory, List<Long> handled, long[] sent) {
    LaneReader reader = LaneReader.resume(memory, SLOT);
    boolean more = true;
    while (more) {
      while (sent[0] < MESSAGES && Lanes.send(writer, sent[0], length(sent[0]))) {
        sent[0]++;
      }
      int count = 0;
      while (count < 7 && reader.next()) {
        // What was written says which one it is: the flags are the number's low bits.
        long expected = handled.isEmpty() ? 0 : handled.getLast() + 1;
        long number = reader.flags() == (expected & 15) ? expected : expected - 1;
        Lanes.check(reader, number, length(number));
        handled.add(number);
        reader.done();
        count++;
      }
      reader.finish(count);
      more = count > 0 || sent[0] < MESSAGES;
    }
  }

  @Test
  void aWriterThatDiesAnywhereLeavesWhatItHadPublishedAndNothingElse() {
    int accesses = 0;
    while (writerDiesAfter(accesses)) {
      accesses++;
    }
    assertThat(accesses).as("points of death").isGreaterThan(2 * MESSAGES);
  }

  private static boolean writerDiesAfter(int accesses) {
    LaneLayout lane = Lanes.lane(CAPACITY, 1);
    LaneReader reader = LaneReader.resume(lane, SLOT);
    long sent = 0;
    long read = 0;
    boolean died = false;
    try {
      LaneWriter writer = LaneWriter.toOne(new MortalMemory(lane, accesses));
      while (sent < MESSAGES) {
        if (Lanes.send(writer, sent, length(sent))) {
          sent++;
        } else {
          read = drain(reader, read);
        }
      }
    } catch (MortalMemory.Death e) {
      died = true;
    }
    read = drain(reader, read);
    // One more may be there: published, but its commit hadn't returned.
    assertThat(read).as("after %d accesses", accesses).isBetween(sent, sent + (died ? 1 : 0));
    return died;
  }

  private static long drain(LaneReader reader, long next) {
    long number = next;
    while (reader.next()) {
      Lanes.check(reader, number, length(number));
      reader.done();
      number++;
    }
    reader.finish(0);
    return number;
  }
}
