package io.ipc4j.aeron;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules of the transport contract, on Aeron by UDP. */
final class AeronUdpConformanceTest extends TransportConformance {
  /** One for all tests: a driver each would take longer than most of them. */
  @RegisterExtension static final TestDriver DRIVER = new TestDriver();

  private static final String ADDRESS = Sessions.freeAddress();

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("aeron-udp")
        .inDirectory(Path.of("/dev/shm"))
        .with("ipc.aeron.directory", DRIVER.home().toString())
        .with("ipc.channel.*.address", ADDRESS)
        .withJvmArguments(TestDriver.JVM_ARGUMENTS);
  }
}
