package io.ipc4j.tool.trial;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a worker found out, as it goes over its standard output: lines of {@code name=value}. For
 * use by one thread.
 */
public final class Facts {

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Knows nothing yet. */
  public Facts() {}

  /**
   * Adds a fact.
   *
   * @param name its name
   * @param value its value, whose text has no line feed
   * @return this
   */
  public Facts put(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  /**
   * Reads what {@link #toString} wrote; other lines are left out.
   *
   * @param text the lines
   * @return the facts
   */
  public static Facts parse(String text) {
    Facts facts = new Facts();
    text.lines()
        .forEach(line -> {
          int equals = line.indexOf('=');
          if (equals > 0) {
            facts.put(line.substring(0, equals), line.substring(equals + 1));
          }
        });
    return facts;
  }

  /**
   * A fact.
   *
   * @param name its name
   * @return its value
   * @throws IllegalStateException if it isn't there
   */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("a worker did not report " + name);
    }
    return value;
  }

  /**
   * A fact that is a whole number.
   *
   * @param name its name
   * @return its value
   * @throws IllegalStateException if it isn't there
   */
  public long number(String name) {
    return Long.parseLong(text(name));
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    values.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    return lines.toString();
  }
}
