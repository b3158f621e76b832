package io.ipc4j.config;

import java.util.Locale;

/**
 * One value as it was written, before it is known whether its key exists.
 *
 * @param key the key; for the environment, the variable's name
 * @param value the text
 * @param source where it was written
 */
public record Setting(String key, String value, ConfigSource source) {
  /** The setting as it may be logged: the value of what looks like a password is left out. */
  @Override
  public String toString() {
    boolean secret = key.toLowerCase(Locale.ROOT).contains("password");
    return key + "=" + (secret ? "(hidden)" : value) + " (" + source + ")";
  }
}
