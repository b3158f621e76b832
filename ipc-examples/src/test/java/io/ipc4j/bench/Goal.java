package io.ipc4j.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one number of a case is to reach, in relation to the best of some others or as it stands.
 *
 * @param words the goal in words
 * @param subject the case that is judged
 * @param value the number of it, such as {@code p50}
 * @param relation to what it is compared
 * @param most whether the limit is the largest number that reaches the goal, else the smallest
 * @param limit a ratio, a difference or a number
 * @param others what it is compared with
 */
record Goal(
    String words,
    Case subject,
    String value,
    Relation relation,
    boolean most,
    double limit,
    List<Case> others) {

  /** To what a number is compared. */
  enum Relation {
    /** Its share of the best other one's, within a round. */
    RATIO,
    /** What it is more than the best other one's, within a round. */
    DIFFERENCE,
    /** The number itself. */
    ALONE
  }

  /** A goal of at most so many times the best of others. */
  static Goal atMost(double limit, String words, Case subject, String value, List<Case> others) {
    return new Goal(words, subject, value, Relation.RATIO, true, limit, others);
  }

  /** A goal of at least so many times the best of others. */
  static Goal atLeast(double limit, String words, Case subject, String value, List<Case> others) {
    return new Goal(words, subject, value, Relation.RATIO, false, limit, others);
  }

  /** A goal of at most a number. */
  static Goal below(double limit, String words, Case subject, String value) {
    return new Goal(words, subject, value, Relation.ALONE, true, limit, List.of());
  }

  /** All cases that must be measured. */
  List<Case> cases() {
    List<Case> cases = new ArrayList<>(others);
    cases.addFirst(subject);
    return cases;
  }

  /**
   * What a run says of it.
   *
   * @param best with which of the others it was compared
   * @param spread over rounds, of the ratio, the difference or the number; its count is 0 if
   *     something wasn't measured
   * @param reached whether the median is within the limit
   */
  record Verdict(Optional<Case> best, Spread spread, boolean reached) {}

  Verdict judge(Function<Case, List<Sample>> samples) {
    List<Sample> ours = samples.apply(subject);
    Optional<Case> best = best(samples);
    Spread spread =
        switch (relation) {
          case ALONE -> Spread.ofRounds(ours, value);
          case RATIO ->
              best.map(other -> Spread.ofRatios(ours, samples.apply(other), value))
                  .orElseGet(Spread::of);
          case DIFFERENCE ->
              best.map(other -> Spread.ofDifferences(ours, samples.apply(other), value))
                  .orElseGet(Spread::of);
        };
    boolean reached =
        spread.count() > 0 && (most ? spread.median() <= limit : spread.median() >= limit);
    return new Verdict(best, spread, reached);
  }

  private Optional<Case> best(Function<Case, List<Sample>> samples) {
    Comparator<Case> byMedian =
        Comparator.comparingDouble(c -> Spread.of(samples.apply(c), value).median());
    return others.stream()
        .filter(other -> !samples.apply(other).isEmpty())
        .min(most ? byMedian : byMedian.reversed());
  }

  /** The limit in short, such as {@code ≤ 0.85 ×}. */
  String limitText() {
    String sign = most ? "≤ " : "≥ ";
    return switch (relation) {
      case RATIO -> sign + String.format(Locale.ROOT, "%.2f", limit) + " ×";
      case DIFFERENCE, ALONE -> sign + Numbers.text(value, limit);
    };
  }
}
