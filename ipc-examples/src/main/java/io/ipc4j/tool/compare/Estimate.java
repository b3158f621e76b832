package io.ipc4j.tool.compare;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a transport is expected to do with messages of one size, from what was measured of others:
 * the figures lie on a straight line between two measured sizes where both axes are logarithmic.
 *
 * @param p50 median round trip in nanoseconds
 * @param p99 the round trip in nanoseconds that 99 % don't exceed
 * @param messagesPerSecond one sender, one receiver
 * @param cpuSecondsPerMillion of both sides
 * @param idleCpuPercent of a waiting receiver, whatever the size: the lowest, since others only add
 * @param measured whether it was this very size
 */
record Estimate(
    double p50,
    double p99,
    double messagesPerSecond,
    double cpuSecondsPerMillion,
    double idleCpuPercent,
    boolean measured) {

  private static final double TINY = 1e-9;

  /**
   * Estimates.
   *
   * @param results of one transport, used in one way; at least one
   * @param size bytes a message
   */
  static Estimate at(List<Result> results, long size) {
    List<Result> sorted = results.stream().sorted(Comparator.comparingInt(Result::size)).toList();
    return new Estimate(
        at(sorted, size, r -> r.p50().median()),
        at(sorted, size, r -> r.p99().median()),
        at(sorted, size, r -> r.messagesPerSecond().median()),
        at(sorted, size, Result::cpuSecondsPerMillion),
        sorted.stream().mapToDouble(Result::idleCpuPercent).min().orElse(0),
        sorted.stream().anyMatch(r -> r.size() == size));
  }

  private static double at(List<Result> sorted, long size, ToDoubleFunction<Result> figure) {
    if (sorted.size() == 1 || size <= sorted.getFirst().size()) {
      return figure.applyAsDouble(sorted.getFirst());
    }
    int right = 1;
    while (right < sorted.size() - 1 && sorted.get(right).size() < size) {
      right++;
    }
    Result from = sorted.get(right - 1);
    Result to = sorted.get(right);
    double x0 = Math.log(from.size());
    double x1 = Math.log(to.size());
    double y0 = Math.log(Math.max(TINY, figure.applyAsDouble(from)));
    double y1 = Math.log(Math.max(TINY, figure.applyAsDouble(to)));
    return Math.exp(y0 + (y1 - y0) * (Math.log((double) size) - x0) / (x1 - x0));
  }
}
