package io.ipc4j.tool;

import java.util.Locale;

/** Numbers for people, the same in every locale. */
public final class Numbers {

  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double KIB = 1024;
  private static final double NANOS_PER_MICRO = 1_000;
  private static final double NANOS_PER_MILLI = 1_000_000;

  private Numbers() {}

  /**
   * A whole number with its thousands apart.
   *
   * @param number the number
   * @return such as {@code 12,345}
   */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * An amount of memory.
   *
   * @param bytes the amount
   * @return such as {@code 12.3 MiB}
   */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= KIB && unit < BYTE_UNITS.length - 1) {
      value /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
  }

  /**
   * A short time.
   *
   * @param nanos the time
   * @return such as {@code 850 ns}, {@code 12.3 us} or {@code 4.1 ms}
   */
  public static String nanos(long nanos) {
    if (nanos < NANOS_PER_MICRO) {
      return nanos + " ns";
    }
    return nanos < NANOS_PER_MILLI
        ? String.format(Locale.ROOT, "%.1f us", nanos / NANOS_PER_MICRO)
        : String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI);
  }
}
