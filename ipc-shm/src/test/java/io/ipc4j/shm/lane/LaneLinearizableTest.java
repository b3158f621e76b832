package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lane under Lincheck's model checker: what a writer and a reader do at once could have been
 * done one after the other. And each mutant of its memory is caught.
 */
final class LaneLinearizableTest {
  private static void check(Class<?> model, int programs) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(3)
        .iterations(programs)
        .invocationsPerIteration(150)
        .minimizeFailedScenario(false)
        .sequentialSpecification(LaneModel.Sound.class)
        .check(model);
  }

  @Test
  void messagesPassAtOneInstant() {
    check(LaneModel.Sound.class, 8);
  }

  @ParameterizedTest
  @ValueSource(classes = {LaneModel.LateClear.class, LaneModel.EarlyRoom.class})
  void mutantsAreCaught(Class<?> mutant) {
    assertThatThrownBy(() -> check(mutant, 100)).isInstanceOf(LincheckAssertionError.class);
  }
}
