package io.ipc4j.tests;

/** The in-process transport keeps the contract. */
final class InprocConformanceTest extends TransportConformance {
  private static final long WHAT_A_TEST_MAY_TAKE = 64L << 20;

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("inproc").withLargestRegion(WHAT_A_TEST_MAY_TAKE);
  }
}
