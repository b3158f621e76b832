package io.ipc4j.tests.mutant;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;

/** The kit over one mutant. Run by {@link MutantsTest}, which says which. */
final class MutantConformance extends TransportConformance {
  /** Inherited by the threads that the kit starts for the tests of the run. */
  static final InheritableThreadLocal<TransportUnderTest> CURRENT = new InheritableThreadLocal<>();

  @Override
  public TransportUnderTest transport() {
    return CURRENT.get();
  }
}
