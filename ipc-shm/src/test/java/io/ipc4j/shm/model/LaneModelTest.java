package io.ipc4j.shm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.shm.model.Explorer.Scenario;
import io.ipc4j.shm.model.Explorer.Violation;
import io.ipc4j.shm.model.World.Life;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The lane's algorithm in all orders of its steps: nothing sent is lost, doubled unmarked, out of
 * order or torn, and nobody is stuck. And each mutant of it is caught by one scenario at least.
 */
final class LaneModelTest {
  private static final int WRITER = 0;
  private static final int CAPACITY = 32;
  private static final int BATCH = 2;

  private static Scenario queue(int messages, boolean sleeping, int deaths, Mutant mutant) {
    return queue(CAPACITY, messages, sleeping, false, deaths, mutant);
  }

  /** Every message lies in a chunk of a pool that holds two. */
  private static Scenario pooled(int messages, boolean sleeping, int deaths, Mutant mutant) {
    return queue(4 * CAPACITY, messages, sleeping, true, deaths, mutant);
  }

  private static Scenario queue(
      int capacity, int messages, boolean sleeping, boolean pooled, int deaths, Mutant mutant) {
    Actor reader = new ReceivingActor(capacity, 1, 0, BATCH, sleeping, pooled, mutant);
    return new Scenario(
        ModelMemory.words(capacity, 1) + ModelPool.CHUNKS,
        Messages.notes(1),
        List.of(new SendingActor(capacity, 1, messages, sleeping, pooled, mutant), reader, reader),
        new int[] {-1, -1, 1},
        new boolean[] {true, true, false},
        deaths,
        new int[] {},
        world -> checkQueue(world, messages));
  }

  private static void checkQueue(World world, int messages) {
    long got = world.note(Messages.nextOf(0));
    long sent = world.note(Messages.SENT);
    if (world.life(WRITER) == Life.DEAD) {
      assertThat(got).as("received").isBetween(sent, sent + 1);
    } else {
      assertThat(got).as("received").isEqualTo(messages);
    }
    assertThat(world.note(Messages.twiceOf(0))).as("received twice").isLessThan(2);
  }

  /** Two subscribers; the second one comes when it likes, or when the first one has died. */
  private static Scenario broadcast(int messages, boolean relay, int deaths, Mutant mutant) {
    List<Actor> actors = new ArrayList<>();
    actors.add(new SendingActor(CAPACITY, 2, messages, false, false, mutant));
    actors.add(new ReceivingActor(CAPACITY, 2, 0, BATCH, false, false, mutant));
    actors.add(new ReceivingActor(CAPACITY, 2, 1, BATCH, false, false, mutant));
    int readers = CAPACITY / Long.BYTES + ModelMemory.READERS;
    return new Scenario(
        ModelMemory.words(CAPACITY, 2),
        Messages.notes(2),
        actors,
        new int[] {-1, -1, relay ? 1 : -1},
        new boolean[] {false, true, false},
        deaths,
        new int[] {readers},
        world -> checkBroadcast(world, messages));
  }

  private static void checkBroadcast(World world, int messages) {
    for (int slot = 0; slot < 2; slot++) {
      long got = world.note(Messages.nextOf(slot));
      if (world.life(slot + 1) == Life.ENDED && got > 0) {
        assertThat(got).as("received by " + slot).isEqualTo(messages);
      }
    }
  }

  @Test
  void nothingIsLostWhateverTheOrder() {
    assertThat(Explorer.explore(queue(6, false, 0, Mutant.NONE))).isGreaterThan(1_000);
  }

  @Test
  void nothingIsLostWhoeverDiesWherever() {
    assertThat(Explorer.explore(queue(5, false, 1, Mutant.NONE))).isGreaterThan(1_000);
  }

  @Test
  void nobodySleepsForEver() {
    assertThat(Explorer.explore(queue(2, true, 0, Mutant.NONE))).isGreaterThan(1_000);
    assertThat(Explorer.explore(queue(2, true, 1, Mutant.NONE))).isGreaterThan(1_000);
  }

  @Test
  void aChunkIsLentAgainOnlyWhenItWasRead() {
    assertThat(Explorer.explore(pooled(4, false, 0, Mutant.NONE))).isGreaterThan(1_000);
    assertThat(Explorer.explore(pooled(3, false, 1, Mutant.NONE))).isGreaterThan(1_000);
  }

  @Test
  void whoWaitsForAChunkDoesNotSleepForEver() {
    assertThat(Explorer.explore(pooled(3, true, 0, Mutant.NONE))).isGreaterThan(1_000);
  }

  @Test
  void subscribersGetAllFromTheirAdmissionOn() {
    assertThat(Explorer.explore(broadcast(1, false, 0, Mutant.NONE))).isGreaterThan(1_000);
  }

  @Test
  void aSubscriberThatDiesHoldsBackNobody() {
    assertThat(Explorer.explore(broadcast(2, true, 1, Mutant.NONE))).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyMutantIsCaught(Mutant mutant) {
    assertThatThrownBy(
            () -> {
              int ignored = Explorer.explore(queue(5, false, 1, mutant));
              ignored = Explorer.explore(pooled(4, false, 0, mutant));
              ignored = Explorer.explore(queue(2, true, 0, mutant));
              ignored = Explorer.explore(broadcast(2, true, 1, mutant));
            })
        .isInstanceOf(Violation.class);
  }
}
