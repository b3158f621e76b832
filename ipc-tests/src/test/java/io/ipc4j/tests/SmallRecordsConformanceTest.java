package io.ipc4j.tests;

/** The layers that cut and join keep the contract where nearly every message is in pieces. */
final class SmallRecordsConformanceTest extends TransportConformance {
  private static final long WHAT_A_TEST_MAY_TAKE = 64L << 20;

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("inproc")
        .with("ipc.inproc.max-record", "64")
        .withLargestRegion(WHAT_A_TEST_MAY_TAKE);
  }
}
