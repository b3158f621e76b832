package io.ipc4j.msg.pipe;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;

/** The rules of the transport contract, on named pipes. */
final class PipeConformanceTest extends TransportConformance {
  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("pipe");
  }
}
