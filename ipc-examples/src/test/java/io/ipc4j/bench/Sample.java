package io.ipc4j.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One sample of one case, with what surrounded it. Whether it counts is decided by that alone,
 * never by its result.
 *
 * @param round in which round it was taken, from 1
 * @param before median round trip of a cache line in nanoseconds before it, 0 where it was not
 *     probed
 * @param after the same after it
 * @param foreign the share of the more disturbed processor that others used, 0 to 1
 * @param rejected why it doesn't count, null if it does
 * @param values what was measured, by name
 */
record Sample(
    int round,
    double before,
    double after,
    double foreign,
    @Nullable String rejected,
    Map<String, Double> values) {

  /** Others used too much of a processor; probes mean nothing then. */
  static final String FOREIGN = "foreign";

  /** The processors were far from each other. */
  static final String FAR = "far";

  /** Both processors were threads of one core. */
  static final String SIBLINGS = "siblings";

  /** The processors were moved between the probes. */
  static final String MOVED = "moved";

  /** All reasons to reject a sample. */
  static final List<String> REASONS = List.of(FAR, SIBLINGS, MOVED, FOREIGN);

  /**
   * Under which conditions a sample counts.
   *
   * @param siblingNanos round trip of a cache line below which both processors share a core
   * @param farNanos round trip of a cache line from which they are far
   * @param mostForeign share of a processor from which others disturb
   */
  record Rule(double siblingNanos, double farNanos, double mostForeign) {
    @Nullable String objection(double before, double after, double foreign) {
      if (foreign >= mostForeign) {
        return FOREIGN;
      }
      if (before == 0 && after == 0) {
        return null;
      }
      String first = distance(before);
      return Objects.equals(first, distance(after)) ? first : MOVED;
    }

    private @Nullable String distance(double nanos) {
      if (nanos >= farNanos) {
        return FAR;
      }
      return nanos < siblingNanos ? SIBLINGS : null;
    }
  }

  boolean counts() {
    return rejected == null;
  }
}
