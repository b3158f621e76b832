package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One line of the result: what is wanted, and what was measured run by run. Belongs to one thread.
 */
final class Row {
  private final String name;
  private final String what;
  private final String goal;
  private final List<Sample> samples = new ArrayList<>();
  private String reached = "not measured";
  private String result = "";
  private String numbers = "";

  /**
   * Begins a row.
   *
   * @param name by which it is chosen
   * @param what is measured
   * @param goal in words
   */
  Row(String name, String what, String goal) {
    this.name = name;
    this.what = what;
    this.goal = goal;
  }

  /**
   * What one run has measured of one system.
   *
   * @param run from 1
   * @param system such as {@code ipc4j:shm}
   * @param values by name
   */
  record Sample(int run, String system, Map<String, Double> values) {
    double value(String name) {
      return values.getOrDefault(name, Double.NaN);
    }
  }

  /** Keeps what one run has measured of one system. */
  void sample(int run, String system, Map<String, Double> values) {
    samples.add(new Sample(run, system, new TreeMap<>(values)));
  }

  /** Says what all runs amount to. */
  void conclude(boolean isReached, String relation, String figures) {
    reached = isReached ? "yes" : "no";
    result = relation;
    numbers = figures;
  }

  /** Says why nothing was measured. */
  void leaveOut(String why) {
    result = why;
  }

  /** A number of all runs of a system. */
  double[] values(String system, String value) {
    return of(system).mapToDouble(sample -> sample.value(value)).toArray();
  }

  /** The same, its middle and its ends. */
  Spread of(String system, String value) {
    return Spread.of(values(system, value));
  }

  /** The quotient of two systems' numbers, run by run. */
  Spread ratio(String one, String other, String value) {
    Map<Integer, Double> others = new HashMap<>();
    of(other).forEach(sample -> others.put(sample.run, sample.value(value)));
    return Spread.of(
        of(one)
            .filter(sample -> others.containsKey(sample.run))
            .mapToDouble(
                sample -> sample.value(value) / others.getOrDefault(sample.run, Double.NaN))
            .toArray());
  }

  private Stream<Sample> of(String system) {
    return samples.stream().filter(sample -> sample.system.equals(system));
  }

  String name() {
    return name;
  }

  /** As a line of a table in Markdown; the heads are {@link #HEADS}. */
  String markdown() {
    return "| " + String.join(" | ", name, what, goal, reached, result, numbers) + " |\n";
  }

  /** What the cells of a line are. */
  static final List<String> HEADS = List.of("row", "what", "goal", "reached", "result", "figures");

  /** As a line for people. */
  String text() {
    String verdict = reached.equals("yes") ? "reached" : reached.equals("no") ? "MISSED" : reached;
    return String.format(
        Locale.ROOT, "%-12s %s: %s; goal %s; %s", verdict, what, result, goal, numbers);
  }

  /** Everything, for a file. */
  Map<String, Object> all() {
    Map<String, Object> all = new TreeMap<>();
    all.put("row", name);
    all.put("what", what);
    all.put("goal", goal);
    all.put("reached", reached);
    all.put("result", result);
    all.put("figures", numbers);
    all.put("samples", samples);
    return all;
  }
}
