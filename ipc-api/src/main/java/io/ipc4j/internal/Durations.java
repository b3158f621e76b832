package io.ipc4j.internal;

import java.time.Duration;

/** Arithmetic and text of durations that may be endless. */
final class Durations {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Durations() {}

  /** Nanoseconds, at least 0 and at most some 146 years. */
  static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(LONGEST) >= 0 ? LONGEST.toNanos() : duration.toNanos();
  }

  /** Such as {@code 1.5s} or {@code 20ms}. */
  static String text(Duration duration) {
    long nanos = nanos(duration);
    if (nanos < 1_000_000) {
      return nanos / 1000 + "us";
    }
    if (nanos < 1_000_000_000) {
      return nanos / 1_000_000 + "ms";
    }
    long millis = nanos / 1_000_000;
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis / 1000.0 + "s";
  }
}
