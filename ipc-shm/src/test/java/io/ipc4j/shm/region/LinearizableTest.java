package io.ipc4j.shm.region;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The objects of regions under Lincheck's model checker: whatever several threads do at once could
 * have been done in some order by one. And each mutant of the memory that they use is caught.
 */
final class LinearizableTest {
  private static void check(Class<?> model, Class<?> specification, int programs) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(programs)
        .invocationsPerIteration(100)
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .check(model);
  }

  @Test
  void permitsAreTakenAndGivenAtOneInstant() {
    check(PermitsModel.Sound.class, PermitsModel.Specification.class, 8);
  }

  @Test
  void aBarrierEndsAtOneInstant() {
    check(ArrivalsModel.Sound.class, ArrivalsModel.Specification.class, 8);
  }

  @Test
  void lockAndLatchChangeAtOneInstant() {
    check(WordsModel.Sound.class, WordsModel.Specification.class, 8);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        PermitsModel.StateInTwoSteps.class,
        PermitsModel.OwnerInTwoSteps.class,
        PermitsModel.ClaimNotCompared.class
      })
  void mutantsOfPermitsAreCaught(Class<?> mutant) {
    assertThatThrownBy(() -> check(mutant, PermitsModel.Specification.class, 100))
        .isInstanceOf(LincheckAssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {ArrivalsModel.StateInTwoSteps.class, ArrivalsModel.ClaimNotCompared.class})
  void mutantsOfBarriersAreCaught(Class<?> mutant) {
    assertThatThrownBy(() -> check(mutant, ArrivalsModel.Specification.class, 100))
        .isInstanceOf(LincheckAssertionError.class);
  }

  @Test
  void aMutantOfLockAndLatchIsCaught() {
    assertThatThrownBy(
            () -> check(WordsModel.StateInTwoSteps.class, WordsModel.Specification.class, 100))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
