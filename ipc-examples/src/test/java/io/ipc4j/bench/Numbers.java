package io.ipc4j.bench;

import java.util.Locale;

/** How measured numbers are written. */
final class Numbers {
  private static final double MILLION = 1e6;
  private static final double GIGA = 1e9;
  private static final double MICRO = 1e3;
  private static final double MANY_NANOS = 10_000;

  /** From this size of message on a rate is told in bytes. */
  private static final int LARGE = 16 << 10;

  private Numbers() {}

  /** A number of that name with its unit. */
  static String text(String value, double number) {
    return switch (value) {
      case "rate" -> String.format(Locale.ROOT, "%.1f M/s", number / MILLION);
      case "bytes" -> String.format(Locale.ROOT, "%.3f B", number);
      default ->
          number >= MANY_NANOS
              ? String.format(Locale.ROOT, "%.1f µs", number / MICRO)
              : String.format(Locale.ROOT, number < 100 ? "%.1f ns" : "%.0f ns", number);
    };
  }

  /** Median and ends of a number of that name, measured with messages of that size. */
  static String text(String value, Spread spread, int size) {
    if (spread.count() == 0) {
      return "-";
    }
    if (!value.equals("rate")) {
      boolean micros = spread.median() >= MANY_NANOS;
      String unit = value.equals("bytes") ? " B" : micros ? " µs" : " ns";
      String format =
          value.equals("bytes") ? "%.3f" : micros || spread.median() < 100 ? "%.1f" : "%.0f";
      return spread.text(format, micros ? MICRO : 1) + unit;
    }
    return size >= LARGE
        ? spread.text("%.1f", GIGA / size) + " GB/s"
        : spread.text("%.1f", MILLION) + " M/s";
  }
}
