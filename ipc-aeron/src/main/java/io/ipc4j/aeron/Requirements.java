package io.ipc4j.aeron;

import io.ipc4j.spi.Availability;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** What Aeron needs of the Java virtual machine and of the system. */
final class Requirements {
  private static final String INTERNALS = "jdk.internal.misc";

  private Requirements() {}

  /** Whether that is given; initialises nothing of Aeron's. */
  static Availability check() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Availability.no("needs Linux: os.name=" + System.getProperty("os.name"));
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return Availability.no("needs a little-endian processor");
    }
    Module agrona = DirectBuffer.class.getModule();
    if (!Object.class.getModule().isExported(INTERNALS, agrona)) {
      return Availability.no(
          "Aeron needs a package of the JDK: start java with --add-exports java.base/%s=%s"
              .formatted(INTERNALS, agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED"));
    }
    Module ours = Requirements.class.getModule();
    if (!ours.isNativeAccessEnabled()) {
      return Availability.no(
          "native access is not enabled: start java with --enable-native-access="
              + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED"));
    }
    return Availability.yes();
  }
}
