package io.ipc4j.tool;

import io.ipc4j.config.Quantities;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** Reads option values in the notation that configuration has. */
final class Converters {

  private Converters() {}

  static Duration duration(String text) {
    return convert(text, Quantities::parseDuration);
  }

  static ByteCount bytes(String text) {
    return new ByteCount(convert(text, Quantities::parseSize));
  }

  private static <T> T convert(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is " + e.getMessage());
    }
  }
}
