package io.ipc4j.tool.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What several samples of one figure showed.
 *
 * @param median the one in the middle
 * @param min the smallest
 * @param max the largest
 */
record Spread(double median, double min, double max) {

  static Spread of(double... samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  static <T> Spread of(List<T> samples, ToDoubleFunction<T> figure) {
    return of(samples.stream().mapToDouble(figure).toArray());
  }
}
