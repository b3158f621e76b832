package io.ipc4j.tool.compare;

import io.ipc4j.channel.WaitMode;
import java.util.List;
import java.util.Locale;

/**
 * One way of using a transport that is measured by itself: a pair of channels, one in each
 * direction, or a region.
 *
 * @param pattern {@link #QUEUE} or {@link #REGION}
 * @param mode how blocked callers wait
 * @param fixed whether all messages have one size that was agreed on
 */
record Lane(String pattern, WaitMode mode, boolean fixed) {

  /** Messages through a queue. */
  static final String QUEUE = "queue";

  /** Writes and reads in shared memory under its lock. */
  static final String REGION = "region";

  /** A name for channels and regions, and for command lines. */
  String name() {
    return pattern + "-" + waitName() + (fixed ? "-fixed" : "");
  }

  static Lane parse(String name) {
    String[] parts = name.split("-", -1);
    return new Lane(
        parts[0], WaitMode.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts.length > 2);
  }

  String waitName() {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  boolean isRegion() {
    return pattern.equals(REGION);
  }

  String there() {
    return name() + "-there";
  }

  String back() {
    return name() + "-back";
  }

  /** The channels that it needs. */
  List<String> channels() {
    return isRegion() ? List.of() : List.of(there(), back());
  }
}
