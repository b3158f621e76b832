package io.ipc4j.msg.uds;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;

/** The rules of the transport contract, on Unix domain sockets. */
final class UdsConformanceTest extends TransportConformance {
  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("uds");
  }
}
