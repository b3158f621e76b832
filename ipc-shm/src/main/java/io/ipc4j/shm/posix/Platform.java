package io.ipc4j.shm.posix;

import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the Java virtual machine runs on, and whether shared memory can work there.
 *
 * <p>Links no native symbol, so it can be asked anywhere. Thread safe; doesn't block.
 */
public final class Platform {

  /** The processor architectures whose kernel interface is known. */
  enum Arch {
    X86_64,
    AARCH64
  }

  private Platform() {}

  /**
   * Says why shared memory can't work here.
   *
   * @return the reason, with its remedy where there is one; {@code null} if it can work
   */
  public static @Nullable String whyUnavailable() {
    String os = System.getProperty("os.name", "unknown");
    if (!os.equals("Linux")) {
      return "needs Linux: os.name=" + os;
    }
    if (arch() == null) {
      return "needs a 64-bit x86 or ARM processor: os.arch=" + System.getProperty("os.arch");
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return "needs a little-endian processor";
    }
    Module module = Platform.class.getModule();
    if (!module.isNativeAccessEnabled()) {
      return "native access is not enabled: start java with --enable-native-access="
          + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }
    return null;
  }

  /** The architecture of this machine, or {@code null} if its system call numbers aren't known. */
  static @Nullable Arch arch() {
    return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> Arch.X86_64;
      case "aarch64", "arm64" -> Arch.AARCH64;
      default -> null;
    };
  }
}
