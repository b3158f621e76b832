package io.ipc4j.shm;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The shared-memory transport keeps the contract. */
final class ShmConformanceTest extends TransportConformance {
  @TempDir static Path files;

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("shm")
        .inDirectory(Path.of("/dev/shm"))
        .with("ipc.shm.files", files.resolve("ipc4j").toString());
  }
}
