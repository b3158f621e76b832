package io.ipc4j.shm;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.nio.file.Path;

/** The shared-memory transport keeps the contract. */
final class ShmConformanceTest extends TransportConformance {
  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("shm").inDirectory(Path.of("/dev/shm"));
  }
}
