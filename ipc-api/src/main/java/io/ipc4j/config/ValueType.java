package io.ipc4j.config;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How values of one key are read, written and described.
 *
 * @param parser reads a stripped text that is not empty; an IllegalArgumentException says in half a
 *     sentence why it is not a value
 * @param formatter the inverse of the parser
 * @param allowed what is allowed, for messages and documentation
 * @param unit the unit, or an empty text
 * @param words the allowed words, if there is a choice among some
 * @param error the id of the error if a text is not a value
 */
record ValueType<T>(
    Function<String, T> parser,
    Function<T, String> formatter,
    String allowed,
    String unit,
    List<String> words,
    ErrorId error) {

  static ValueType<String> string() {
    return new ValueType<>(s -> s, s -> s, "any text", "", List.of(), ErrorIds.BAD_VALUE);
  }

  static ValueType<String> name() {
    return new ValueType<>(
        text -> {
          if (!Names.isValid(text)) {
            throw new IllegalArgumentException("not a valid name");
          }
          return text;
        },
        name -> name,
        Names.ALLOWED,
        "",
        List.of(),
        ErrorIds.BAD_NAME);
  }

  static ValueType<Path> path() {
    return new ValueType<>(
        text -> {
          try {
            return Path.of(text);
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
          }
        },
        Path::toString,
        "a path",
        "",
        List.of(),
        ErrorIds.BAD_VALUE);
  }

  static ValueType<Boolean> bool() {
    return choice(List.of(true, false), value -> Boolean.toString(value));
  }

  static <E extends Enum<E>> ValueType<E> words(Class<E> type) {
    return choice(List.of(type.getEnumConstants()), ValueType::word);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <V> ValueType<V> choice(List<V> values, Function<V, String> formatter) {
    List<String> words = new ArrayList<>();
    for (V value : values) {
      words.add(formatter.apply(value));
    }
    return new ValueType<>(
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException("not one of the allowed words");
          }
          return values.get(index);
        },
        formatter,
        String.join(", ", words),
        "",
        List.copyOf(words),
        ErrorIds.BAD_VALUE);
  }

  static ValueType<Integer> integer(int min, int max) {
    return range(
        text -> Math.toIntExact(number(text, min, max)), i -> Integer.toString(i), min, max, "");
  }

  static ValueType<Long> longInteger(long min, long max) {
    return range(text -> number(text, min, max), l -> Long.toString(l), min, max, "");
  }

  static ValueType<Long> size(long min, long max) {
    return range(Quantities::parseSize, Quantities::formatSize, min, max, "bytes");
  }

  static ValueType<Duration> duration(Duration min, Duration max) {
    return range(Quantities::parseDuration, Quantities::formatDuration, min, max, "time");
  }

  private static <V extends Comparable<V>> ValueType<V> range(
      Function<String, V> parser, Function<V, String> formatter, V min, V max, String unit) {
    return new ValueType<>(
        text -> {
          V value = parser.apply(text);
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        },
        formatter,
        formatter.apply(min) + " to " + formatter.apply(max),
        unit,
        List.of(),
        ErrorIds.BAD_VALUE);
  }

  /** A whole number; one that does not fit a long is out of any range that ends below it. */
  private static long number(String text, long min, long max) {
    if (!text.matches("[+-]?[0-9]+")) {
      throw new IllegalArgumentException("not a whole number");
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("out of range", e);
    }
    throw new IllegalArgumentException("out of range");
  }
}
