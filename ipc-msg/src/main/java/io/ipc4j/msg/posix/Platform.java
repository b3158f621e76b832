package io.ipc4j.msg.posix;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the Java virtual machine runs on, and whether descriptors can be used there.
 *
 * <p>Links no native symbol, so it can be asked anywhere. Thread safe; doesn't block.
 */
public final class Platform {
  private Platform() {}

  /**
   * Says why descriptors can't be used here.
   *
   * @return the reason, with its remedy where there is one; {@code null} if they can
   */
  public static @Nullable String whyUnavailable() {
    String os = System.getProperty("os.name", "unknown");
    if (!os.equals("Linux")) {
      return "needs Linux: os.name=" + os;
    }
    if (!isX86() && !isArm()) {
      return "needs a 64-bit x86 or ARM processor: os.arch=" + arch();
    }
    Module module = Platform.class.getModule();
    if (!module.isNativeAccessEnabled()) {
      return "native access is not enabled: start java with --enable-native-access="
          + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }
    return null;
  }

  /** Whether this is x86-64, where some structures are packed. */
  static boolean isX86() {
    return arch().equals("amd64") || arch().equals("x86_64");
  }

  private static boolean isArm() {
    return arch().equals("aarch64") || arch().equals("arm64");
  }

  private static String arch() {
    return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
  }
}
