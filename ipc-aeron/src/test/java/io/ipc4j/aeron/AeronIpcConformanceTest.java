package io.ipc4j.aeron;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules of the transport contract, on Aeron's shared memory. */
final class AeronIpcConformanceTest extends TransportConformance {
  /** One for all tests: a driver each would take longer than most of them. */
  @RegisterExtension static final TestDriver DRIVER = new TestDriver();

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("aeron-ipc")
        .inDirectory(Path.of("/dev/shm"))
        .with("ipc.aeron.directory", DRIVER.home().toString())
        .withJvmArguments(TestDriver.JVM_ARGUMENTS);
  }
}
