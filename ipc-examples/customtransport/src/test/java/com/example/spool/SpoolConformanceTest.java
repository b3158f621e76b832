package com.example.spool;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;

/** The transport keeps every rule of the contract that it is not excused from by name. */
final class SpoolConformanceTest extends TransportConformance {
  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named(SpoolProvider.NAME);
  }
}
