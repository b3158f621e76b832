package io.ipc4j.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * The middle and the ends of some numbers.
 *
 * @param least the smallest
 * @param median the middle one
 * @param most the largest
 * @param count how many there are; the others mean nothing if 0
 */
public record Spread(double least, double median, double most, int count) {
  public static Spread of(double... numbers) {
    if (numbers.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1], sorted.length);
  }

  static Spread of(List<Sample> samples, String name) {
    return of(
        samples.stream()
            .mapToDouble(sample -> sample.values().getOrDefault(name, Double.NaN))
            .toArray());
  }

  /** Of the medians of the rounds. */
  static Spread ofRounds(List<Sample> samples, String name) {
    return of(
        samples.stream()
            .mapToInt(Sample::round)
            .distinct()
            .mapToObj(round -> median(samples, round, name))
            .flatMapToDouble(OptionalDouble::stream)
            .toArray());
  }

  /** Of the ratios, round by round, of the medians of two cases that ran in the same rounds. */
  static Spread ofRatios(List<Sample> ones, List<Sample> others, String name) {
    return ofPairs(ones, others, name, (one, other) -> one / other);
  }

  /** Of the differences, round by round, of the same medians. */
  static Spread ofDifferences(List<Sample> ones, List<Sample> others, String name) {
    return ofPairs(ones, others, name, (one, other) -> one - other);
  }

  private static Spread ofPairs(
      List<Sample> ones, List<Sample> others, String name, DoubleBinaryOperator relation) {
    TreeMap<Integer, Double> related = new TreeMap<>();
    ones.stream()
        .map(Sample::round)
        .distinct()
        .forEach(round -> {
          OptionalDouble one = median(ones, round, name);
          OptionalDouble other = median(others, round, name);
          if (one.isPresent() && other.isPresent()) {
            related.put(round, relation.applyAsDouble(one.getAsDouble(), other.getAsDouble()));
          }
        });
    return of(related.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static OptionalDouble median(List<Sample> samples, int round, String name) {
    Spread spread = of(samples.stream().filter(s -> s.round() == round).toList(), name);
    return spread.count == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.median);
  }

  /** As {@code median (least-most)} after division, {@code -} if there are none. */
  public String text(String format, double divisor) {
    if (count == 0) {
      return "-";
    }
    return String.format(
        Locale.ROOT,
        format + " (" + format + "-" + format + ")",
        median / divisor,
        least / divisor,
        most / divisor);
  }
}
