package io.ipc4j.config;

import java.nio.file.Path;

/**
 * Where a value came from.
 *
 * @param kind the kind of place, which decides precedence
 * @param detail the place itself, such as {@code ./ipc.properties:3}, {@code -Dipc.wait} or {@code
 *     IPC_WAIT}
 */
public record ConfigSource(Kind kind, String detail) {

  /** The source of every value that nobody set. */
  public static final ConfigSource DEFAULT = new ConfigSource(Kind.DEFAULT, "default");

  /** The source of values that the program set. */
  public static final ConfigSource BUILDER = new ConfigSource(Kind.BUILDER, "builder");

  /** The kinds of places, the strongest first. */
  public enum Kind {
    /** Set by the program. */
    BUILDER,
    /** A Java system property. */
    SYSTEM_PROPERTY,
    /** A variable of the process's environment. */
    ENVIRONMENT,
    /** A properties file. */
    FILE,
    /** The key's own default. */
    DEFAULT
  }

  static ConfigSource systemProperty(String key) {
    return new ConfigSource(Kind.SYSTEM_PROPERTY, "-D" + key);
  }

  static ConfigSource environment(String variable) {
    return new ConfigSource(Kind.ENVIRONMENT, variable);
  }

  static ConfigSource file(Path shown, int line) {
    return new ConfigSource(Kind.FILE, shown + ":" + line);
  }

  /** The detail: what a message shows. */
  @Override
  public String toString() {
    return detail;
  }
}
