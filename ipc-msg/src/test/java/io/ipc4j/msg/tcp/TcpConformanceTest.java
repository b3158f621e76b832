package io.ipc4j.msg.tcp;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;

/** The rules of the transport contract, on TCP in plain text. */
final class TcpConformanceTest extends TransportConformance {
  private static final TransportUnderTest TCP =
      TransportUnderTest.named("tcp")
          .with("ipc.channel.*.address", Ports.free())
          .with("ipc.channel.c.address", Ports.free(4)) // for competing receivers
          .with("ipc.channel.back.address", Ports.free()) // two processes listen in one test
          .with("ipc.channel.other.address", Ports.free());

  @Override
  public TransportUnderTest transport() {
    return TCP;
  }
}
