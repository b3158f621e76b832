package io.ipc4j.shm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.shm.model.Explorer.Scenario;
import io.ipc4j.shm.model.Explorer.Violation;
import io.ipc4j.shm.model.World.Life;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The algorithm of competing readers in all orders of its steps: each message is handled by one of
 * them, again and marked only if one has died, and nobody is stuck. And each mutant of it is
 * caught.
 */
final class SharedLaneModelTest {
  private static final int WRITER = 0;
  private static final int CAPACITY = 32;

  /** Two readers, of which the first one may die. */
  private static Scenario competing(
      int messages, boolean writerDies, boolean readerDies, ClaimMutant mutant) {
    return scenario(
        messages,
        List.of(
            new SharedSendingActor(CAPACITY, messages, mutant),
            new CompetingActor(CAPACITY, 1, false, mutant),
            new CompetingActor(CAPACITY, 2, false, mutant)),
        new int[] {-1, -1, -1},
        new boolean[] {writerDies, readerDies, false});
  }

  /** The first reader may die; then another one comes, and may get its slot. */
  private static Scenario succession(ClaimMutant mutant) {
    return scenario(
        1,
        List.of(
            new SharedSendingActor(CAPACITY, 1, mutant),
            new CompetingActor(CAPACITY, 1, true, mutant),
            new CompetingActor(CAPACITY, 2, true, mutant),
            new CompetingActor(CAPACITY, 3, true, mutant)),
        new int[] {-1, -1, -1, 1},
        new boolean[] {false, true, false, false});
  }

  private static Scenario scenario(
      int messages, List<Actor> actors, int[] successorOf, boolean[] mortal) {
    int readers = CAPACITY / Long.BYTES + ModelMemory.READERS;
    boolean anyMortal = IntStream.range(0, mortal.length).anyMatch(i -> mortal[i]);
    return new Scenario(
        ModelMemory.words(CAPACITY, CompetingActor.SLOTS),
        SharedMessages.notes(messages),
        actors,
        successorOf,
        mortal,
        anyMortal ? 1 : 0,
        new int[] {readers},
        world -> check(world, messages));
  }

  private static void check(World world, int messages) {
    long sent = world.note(SharedMessages.SENT);
    long distinct = 0;
    long handled = world.note(SharedMessages.HANDLED);
    for (int number = 0; number < messages; number++) {
      boolean was =
          world.note(SharedMessages.unmarkedOf(number))
                  + world.note(SharedMessages.markedOf(number))
              > 0;
      assertThat(was || number >= sent).as("message %d was handled", number).isTrue();
      distinct += was ? 1 : 0;
    }
    if (world.life(WRITER) != Life.DEAD) {
      assertThat(distinct).as("handled").isEqualTo(messages);
    }
    assertThat(handled - distinct).as("handled again").isLessThan(2);
  }

  @Test
  void eachMessageIsHandledByOneWhateverTheOrder() {
    assertThat(Explorer.explore(competing(2, false, false, ClaimMutant.NONE)))
        .isGreaterThan(100_000);
  }

  @Test
  void nothingIsLostWithASender() {
    assertThat(Explorer.explore(competing(1, true, false, ClaimMutant.NONE))).isGreaterThan(10_000);
  }

  @Test
  void nothingIsLostWithAReader() {
    assertThat(Explorer.explore(competing(1, false, true, ClaimMutant.NONE))).isGreaterThan(10_000);
  }

  @Test
  void whoComesAfterADeathTakesItsSlotAndNothingElse() {
    assertThat(Explorer.explore(succession(ClaimMutant.NONE))).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyMutantIsCaught(ClaimMutant mutant) {
    Scenario scenario =
        switch (mutant) {
          case NO_HELP -> competing(2, false, false, mutant);
          case NO_SECOND_LOOK_AT_SLOT -> succession(mutant);
          default -> competing(1, false, true, mutant);
        };
    assertThatThrownBy(() -> Explorer.explore(scenario)).isInstanceOf(Violation.class);
  }
}
