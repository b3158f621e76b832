package io.ipc4j.tool.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a worker found out, as it goes over its standard output: lines of {@code name=value}. */
final class Facts {

  private final Map<String, String> values = new LinkedHashMap<>();

  Facts put(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  static Facts parse(String text) {
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

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("a worker did not report " + name);
    }
    return value;
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    values.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    return lines.toString();
  }
}
