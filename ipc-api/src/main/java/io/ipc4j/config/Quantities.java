package io.ipc4j.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way sizes and durations are written in configuration, on command lines and in messages:
 * {@code 64k}, {@code 4MiB}, {@code 500us}, {@code 5s}. Stateless.
 */
public final class Quantities {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,19})\\s*([A-Za-zµ]*)");

  private static final Map<String, Integer> SIZE_SHIFTS =
      Map.ofEntries(
          Map.entry("", 0),
          Map.entry("b", 0),
          Map.entry("k", 10),
          Map.entry("kib", 10),
          Map.entry("m", 20),
          Map.entry("mib", 20),
          Map.entry("g", 30),
          Map.entry("gib", 30),
          Map.entry("t", 40),
          Map.entry("tib", 40));

  /** A unit of time, the largest first. */
  private record TimeUnitName(String name, long nanos) {}

  private static final List<TimeUnitName> TIME_UNITS =
      List.of(
          new TimeUnitName("h", 3_600_000_000_000L),
          new TimeUnitName("m", 60_000_000_000L),
          new TimeUnitName("s", 1_000_000_000L),
          new TimeUnitName("ms", 1_000_000L),
          new TimeUnitName("us", 1_000L),
          new TimeUnitName("ns", 1L));

  private Quantities() {}

  /**
   * Reads a number of bytes: {@code 4096}, {@code 64k}, {@code 4MiB}, {@code 1g}. Units are binary,
   * and upper or lower case.
   *
   * @throws IllegalArgumentException if it is not such a number, or above {@code Long.MAX_VALUE};
   *     the message is half a sentence that says so
   */
  public static long parseSize(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
    Integer shift =
        matcher.matches() ? SIZE_SHIFTS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (shift == null) {
      throw new IllegalArgumentException(
          "not a size (a whole number with an optional unit: k, m, g, t or KiB, MiB, GiB, TiB)");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("too large", e);
    }
  }

  /** Writes a number of bytes with the largest unit that divides it: {@code 4MiB}, {@code 100B}. */
  public static String formatSize(long bytes) {
    if (bytes != 0) {
      String[] units = {"TiB", "GiB", "MiB", "KiB"};
      for (int i = 0; i < units.length; i++) {
        long unit = 1L << (40 - 10 * i);
        if (bytes % unit == 0) {
          return bytes / unit + units[i];
        }
      }
    }
    return bytes + "B";
  }

  /**
   * Reads a duration: a whole number with a unit, {@code ns}, {@code us}, {@code ms}, {@code s},
   * {@code m} or {@code h}; a bare {@code 0} needs none.
   *
   * @throws IllegalArgumentException if it is not such a number, or above 292 years; the message is
   *     half a sentence that says so
   */
  public static Duration parseDuration(String text) {
    String stripped = text.strip();
    if (stripped.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = NUMBER_AND_UNIT.matcher(stripped);
    if (matcher.matches()) {
      String name = matcher.group(2).replace('µ', 'u');
      for (TimeUnitName unit : TIME_UNITS) {
        if (unit.name().equals(name)) {
          return nanos(matcher.group(1), unit);
        }
      }
    }
    throw new IllegalArgumentException(
        "not a duration (a whole number with a unit: ns, us, ms, s, m or h)");
  }

  private static Duration nanos(String number, TimeUnitName unit) {
    try {
      return Duration.ofNanos(Math.multiplyExact(Long.parseLong(number), unit.nanos()));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("too long", e);
    }
  }

  /** Writes a duration with the largest unit that divides it: {@code 20us}, {@code 5s}. */
  public static String formatDuration(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    BigDecimal nanos =
        BigDecimal.valueOf(duration.getSeconds())
            .scaleByPowerOfTen(9)
            .add(BigDecimal.valueOf(duration.getNano()));
    for (TimeUnitName unit : TIME_UNITS) {
      BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(unit.nanos()));
      if (parts[1].signum() == 0) {
        return parts[0].toPlainString() + unit.name();
      }
    }
    throw new AssertionError(duration);
  }
}
