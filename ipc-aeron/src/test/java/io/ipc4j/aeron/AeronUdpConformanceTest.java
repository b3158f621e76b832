package io.ipc4j.aeron;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules of the transport contract, on Aeron by UDP. */
final class AeronUdpConformanceTest extends TransportConformance {
  /** One for all tests: a driver each would take longer than most of them. */
  @RegisterExtension static final TestDriver DRIVER = new TestDriver();

  private static final int PORT = freePort();

  private static int freePort() {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("aeron-udp")
        .inDirectory(Path.of("/dev/shm"))
        .with("ipc.aeron.directory", DRIVER.home().toString())
        .with("ipc.channel.*.address", "127.0.0.1:" + PORT)
        .withJvmArguments(TestDriver.JVM_ARGUMENTS);
  }
}
