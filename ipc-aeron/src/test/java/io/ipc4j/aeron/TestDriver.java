package io.ipc4j.aeron;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The directory of a media driver that all tests of a class share; the first session starts the
 * driver, and it ends by itself.
 */
final class TestDriver implements BeforeAllCallback, AfterAllCallback {
  /** What Aeron and native access need of a Java virtual machine. */
  static final String[] JVM_ARGUMENTS = {
    "--enable-native-access=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
  };

  private Path home = Path.of("");

  Path home() {
    return home;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    home = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-test");
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Drivers.end(home);
  }
}
