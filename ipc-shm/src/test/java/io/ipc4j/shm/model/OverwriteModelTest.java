package io.ipc4j.shm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.lane.KeepingWriter;
import io.ipc4j.shm.lane.OverrunReader;
import io.ipc4j.shm.model.Explorer.Scenario;
import io.ipc4j.shm.model.Explorer.Violation;
import io.ipc4j.shm.model.World.Life;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The algorithm of a lane that is overwritten, in all orders of its steps: what is handed out is
 * whole, and follows the one before it or a gap of just what is missing. And each mutant is caught.
 */
final class OverwriteModelTest {
  private static final int WRITER = 0;
  private static final int READER = 1;
  private static final int NOBODY = -1;

  /** Of 24 bytes two records fit, or five. */
  private static final int SMALL = 64;

  private static final int LARGER = 128;
  private static final int BATCH = 2;

  /** Notes: how many were sent, which comes next, and which came next before the last one did. */
  private static final int SENT = 0;

  private static final int NEXT = 1;
  private static final int BEFORE = 2;
  private static final int NOTES = 3;

  /** Of how many words each message is: of one, or so that the last one covers the second one. */
  private static final int[] SHORT = {1, 1, 1, 1, 1, 1, 1};

  private static final int[] GROWING = {1, 3, 6, 6};

  private static long content(int number, int index) {
    return number * 1_000L + index + 1;
  }

  private static Scenario queue(int capacity, int messages, int mortal, OverwriteMutant mutant) {
    return queue(capacity, Arrays.copyOf(SHORT, messages), mortal, mutant);
  }

  private static Scenario queue(int capacity, int[] lengths, int mortal, OverwriteMutant mutant) {
    return new Scenario(
        OverwrittenModelMemory.words(capacity),
        NOTES,
        List.of(
            steps -> send(steps, capacity, lengths, mutant),
            steps -> receive(steps, capacity, lengths, false, mutant),
            steps -> receive(steps, capacity, lengths, true, mutant)),
        new int[] {-1, -1, 1},
        new boolean[] {mortal == WRITER, mortal == READER, false},
        mortal == NOBODY ? 0 : 1,
        new int[] {},
        world -> check(world, lengths.length));
  }

  private static void check(World world, int messages) {
    long next = world.note(NEXT);
    long sent = world.note(SENT);
    if (world.life(WRITER) == Life.DEAD) {
      assertThat(next).as("received or told as missed").isBetween(sent, sent + 1);
    } else {
      assertThat(next).as("received or told as missed").isEqualTo(messages);
    }
  }

  private static void send(Steps steps, int capacity, int[] lengths, OverwriteMutant mutant) {
    OverwrittenModelMemory memory = new OverwrittenModelMemory(steps, capacity, mutant);
    KeepingWriter writer = KeepingWriter.overwritingOne(memory, ChecksumKind.NONE);
    for (int number = 0; number < lengths.length; number++) {
      int length = lengths[number] * Long.BYTES;
      int at = (int) writer.tryClaim(length) / Long.BYTES;
      for (int i = 0; i < lengths[number]; i++) {
        steps.store(at + i, content(number, i));
      }
      writer.commit(RecordFlags.WHOLE);
      int sent = number + 1;
      steps.observe(world -> world.note(SENT, sent));
    }
    memory.close();
  }

  private static void receive(
      Steps steps, int capacity, int[] lengths, boolean successor, OverwriteMutant mutant) {
    OverwrittenModelMemory memory = new OverwrittenModelMemory(steps, capacity, mutant);
    OverrunReader reader = OverrunReader.resume(memory, 0, ChecksumKind.NONE);
    long again = successor && reader.isRedelivered() ? 1 : 0;
    long from = successor ? reader.expected() : -1;
    boolean first = true;
    long gap = 0;
    while (true) {
      steps.beginRound(
          reader.position(),
          reader.expected(),
          reader.missed(),
          reader.isRedelivered() ? again : 0,
          first ? 1 : 0,
          gap,
          from);
      first = false;
      int count = 0;
      while (count < BATCH && reader.next()) {
        if (reader.flags() == RecordFlags.GAP) {
          gap += reader.memory().get(RecordFlags.COUNT_LAYOUT, 0);
        } else {
          handle(steps, reader, lengths, gap, from);
          gap = 0;
          from = -1;
        }
        reader.done();
        count++;
      }
      reader.finish();
      if (count == 0 && isOver(steps, memory, reader, mutant)) {
        return;
      }
    }
  }

  private static void handle(
      Steps steps, OverrunReader reader, int[] lengths, long gap, long from) {
    long[] found = reader.memory().asSlice(0, reader.length()).toArray(ValueLayout.JAVA_LONG);
    steps.observe(world -> check(world, lengths, found, gap, from));
  }

  /** What a successor begins from is known to it by what its predecessor stored. */
  private static void check(World world, int[] lengths, long[] found, long gap, long from) {
    long next = world.note(NEXT);
    if (from >= 0 && from != next && from != world.note(BEFORE)) {
      throw new AssertionError("a successor expects " + from + " and not " + next);
    }
    boolean again =
        from > 0 && gap == 0 && isMessage((int) from - 1, lengths, found); // died in done()
    long number = again ? from - 1 : (from < 0 ? next : from) + gap;
    if (!isMessage((int) number, lengths, found) || number < next - 1) {
      throw new AssertionError(
          "got " + Arrays.toString(found) + " after a gap of " + gap + " before " + number);
    }
    world.note(BEFORE, Math.min(next, number));
    world.note(NEXT, number + 1);
  }

  private static boolean isMessage(int number, int[] lengths, long[] found) {
    boolean same = found.length == lengths[number];
    for (int i = 0; same && i < found.length; i++) {
      same = found[i] == content(number, i);
    }
    return same;
  }

  private static boolean isOver(
      Steps steps, OverwrittenModelMemory memory, OverrunReader reader, OverwriteMutant mutant) {
    if (mutant == OverwriteMutant.EMPTY_BEFORE_ENDED) {
      return reader.isEmpty() && hasEnded(steps, memory);
    }
    return hasEnded(steps, memory) && reader.isEmpty();
  }

  private static boolean hasEnded(Steps steps, OverwrittenModelMemory memory) {
    return memory.isClosed() || !steps.isAlive(WRITER);
  }

  @Test
  void whatIsMissedIsToldAndNothingIsTorn() {
    assertThat(Explorer.explore(queue(SMALL, 4, NOBODY, OverwriteMutant.NONE)))
        .isGreaterThan(1_000);
  }

  @Test
  void aSuccessorKnowsWhatWasMissedWhereverItsPredecessorDied() {
    assertThat(Explorer.explore(queue(SMALL, 4, READER, OverwriteMutant.NONE)))
        .isGreaterThan(1_000);
  }

  @Test
  void whatAWriterLeavesIsWhole() {
    assertThat(Explorer.explore(queue(LARGER, 7, WRITER, OverwriteMutant.NONE)))
        .isGreaterThan(1_000);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "NO_FENCE"})
  void everyMutantIsCaught(OverwriteMutant mutant) {
    assertThatThrownBy(
            () -> {
              int ignored = Explorer.explore(queue(SMALL, 4, NOBODY, mutant));
              ignored = Explorer.explore(queue(SMALL, 4, READER, mutant));
            })
        .isInstanceOf(Violation.class);
  }

  /**
   * Only a record that is longer than those before it overwrites the payload of one that it has
   * moved the boundary over; else nothing shows without the fence.
   */
  @Test
  void theBoundaryMovesBeforeTheRecordsBehindItAreOverwritten() {
    assertThat(Explorer.explore(queue(LARGER, GROWING, NOBODY, OverwriteMutant.NONE)))
        .isGreaterThan(1_000);
    assertThatThrownBy(
            () -> {
              int ignored =
                  Explorer.explore(queue(LARGER, GROWING, NOBODY, OverwriteMutant.NO_FENCE));
            })
        .isInstanceOf(Violation.class);
  }
}
