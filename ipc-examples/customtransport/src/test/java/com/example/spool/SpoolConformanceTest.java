package com.example.spool;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.time.Duration;

/** The transport keeps every rule of the contract that it is not excused from by name. */
final class SpoolConformanceTest extends TransportConformance {
  @Override
  public TransportUnderTest transport() {
    // a file per message takes its time on a busy disk
    return TransportUnderTest.named(SpoolProvider.NAME).withPatience(Duration.ofMinutes(2));
  }
}
