package io.ipc4j.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How keys are written as variables of the environment. */
final class Variables {

  static final String PREFIX = "IPC_";

  /** Variables that the launcher reads and that are no configuration. */
  static final List<String> NOT_CONFIGURATION =
      List.of("IPC_JAVA_HOME", "IPC_JAVA_OPTS", "IPC_CLASSPATH");

  private static final Pattern NAME_FORM = Pattern.compile("[A-Z0-9_]+");

  private Variables() {}

  /** {@code ipc.channel.} is {@code IPC_CHANNEL_}. */
  static String nameOf(String key) {
    return underscored(key).toUpperCase(Locale.ROOT);
  }

  /** The channel's or region's name that a part of a variable means, or null if it means none. */
  static @Nullable String toName(String part) {
    return NAME_FORM.matcher(part).matches() ? part.toLowerCase(Locale.ROOT) : null;
  }

  /** A name with the characters that a variable cannot have replaced as in a variable. */
  static String underscored(String name) {
    return name.replace('.', '_').replace('-', '_');
  }
}
