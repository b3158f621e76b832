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
  private static void check(Class<?> model, Class<?> specification, int programs) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(3)
        .actorsAfter(2)
        .iterations(programs)
        .invocationsPerIteration(60)
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .check(model);
  }

  @ParameterizedTest
  @ValueSource(classes = {LaneModel.Sound.class, LaneModel.SoundAndFull.class})
  void messagesPassAtOneInstant(Class<?> model) {
    check(model, model, 8);
  }

  @Test
  void aHeaderThatIsEmptiedLateIsCaught() {
    assertThatThrownBy(() -> check(LaneModel.LateClear.class, LaneModel.Sound.class, 100))
        .isInstanceOf(LincheckAssertionError.class);
  }

  @Test
  void roomThatIsGivenBackEarlyIsCaught() {
    assertThatThrownBy(() -> check(LaneModel.EarlyRoom.class, LaneModel.SoundAndFull.class, 100))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
