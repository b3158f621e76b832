package io.ipc4j.msg.mq;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;

/** The rules of the transport contract, on POSIX message queues. */
final class MqConformanceTest extends TransportConformance {
  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("mq");
  }
}
