package io.ipc4j.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A whole run: rounds, in each of which every case gets fresh processes and takes its samples. */
final class Run {
  private final Settings settings;
  private final List<Case> cases;
  private final PrintStream progress;
  private final Map<Case, List<Sample>> samples = new LinkedHashMap<>();
  private final Map<Case, String> failures = new LinkedHashMap<>();
  private final TreeSet<String> companies = new TreeSet<>();
  private final Map<Case, Pair> kept = new HashMap<>();
  private final long begin = System.nanoTime();

  Run(Settings settings, List<Case> cases, PrintStream progress) {
    this.settings = settings;
    this.cases = cases;
    this.progress = progress;
    cases.forEach(each -> samples.put(each, new ArrayList<>()));
  }

  /** Runs all rounds; a case that fails once is left out of the following ones. */
  void all() throws InterruptedException {
    try {
      for (int round = 1; round <= settings.rounds(); round++) {
        List<Case> order = new ArrayList<>(cases);
        Collections.rotate(order, round - 1); // so that no case always follows the same other one
        for (Case each : order) {
          if (!failures.containsKey(each) && !isOver()) {
            tryOne(each, round);
          }
        }
      }
    } finally {
      kept.forEach(this::end);
    }
  }

  private boolean isOver() {
    return settings.mostNanos() > 0 && System.nanoTime() - begin > settings.mostNanos();
  }

  private void tryOne(Case subject, int round) throws InterruptedException {
    try {
      one(subject, round);
    } catch (IOException | RuntimeException e) {
      failures.put(subject, String.valueOf(e.getMessage()));
      progress.printf(Locale.ROOT, "%s failed: %s%n", subject, e.getMessage());
      Pair broken = kept.remove(subject);
      if (broken != null) {
        end(subject, broken);
      }
    }
  }

  private void end(Case subject, Pair pair) {
    try {
      pair.close();
    } catch (IOException e) {
      progress.printf(Locale.ROOT, "%s doesn't end: %s%n", subject, e.getMessage());
    }
  }

  private void one(Case subject, int round) throws IOException, InterruptedException {
    if (!Quiet.await(settings.rule().mostForeign(), settings.quietNanos())) {
      progress.printf("round %d  %s left out: the machine is busy%n", round, subject);
      return;
    }
    List<Sample> taken = new ArrayList<>();
    if (settings.keep()) {
      Pair pair = kept.get(subject);
      if (pair == null) {
        pair = new Pair(subject, settings);
        kept.put(subject, pair);
        prepare(subject, pair);
      } else {
        pair.resume();
      }
      takeSamples(pair, round, taken);
      pair.suspend();
    } else {
      try (Pair pair = new Pair(subject, settings)) {
        prepare(subject, pair);
        takeSamples(pair, round, taken);
      }
    }
    samples.getOrDefault(subject, List.of()).addAll(taken);
    progress.printf(
        Locale.ROOT,
        "round %d/%d  %-45s %d of %d samples count%n",
        round,
        settings.rounds(),
        subject,
        count(taken, null),
        taken.size());
    rest();
  }

  private void prepare(Case subject, Pair pair) throws IOException, InterruptedException {
    if (subject.isOurs()) {
      companies.add(pair.company());
    }
    pair.warmUp(settings.warmNanos());
  }

  private void takeSamples(Pair pair, int round, List<Sample> taken)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (count(taken, null) < settings.samples()
        && System.nanoTime() - start < settings.patienceNanos()) {
      Sample sample =
          isWorthwhile(pair, taken) ? sample(pair, round, settings.sampleNanos()) : null;
      if (sample != null) {
        taken.add(sample);
      }
      if (sample == null || !sample.counts()) {
        rest();
      }
    }
  }

  private void rest() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(settings.restNanos());
  }

  /** Where enough samples from afar were taken, a probe alone tells whether it is still so. */
  private boolean isWorthwhile(Pair pair, List<Sample> taken)
      throws IOException, InterruptedException {
    return count(taken, Sample.FAR) < settings.samples() || sample(pair, 0, 1).counts();
  }

  private static long count(List<Sample> samples, @Nullable String rejected) {
    return samples.stream().filter(s -> Objects.equals(s.rejected(), rejected)).count();
  }

  private Sample sample(Pair pair, int round, long nanos) throws IOException, InterruptedException {
    Map<String, Double> values = new TreeMap<>(pair.sample(settings.probeNanos(), nanos));
    double before = take(values, "before");
    double after = take(values, "after");
    double foreign = take(values, "foreign");
    take(values, "compiling");
    return new Sample(
        round, before, after, foreign, settings.rule().objection(before, after, foreign), values);
  }

  private static double take(Map<String, Double> values, String name) {
    return Objects.requireNonNull(values.remove(name), name);
  }

  Settings settings() {
    return settings;
  }

  List<Case> cases() {
    return cases;
  }

  List<Sample> samples(Case of) {
    return samples.getOrDefault(of, List.of());
  }

  /** What went wrong, by case. */
  Map<Case, String> failures() {
    return failures;
  }

  /** The sets of transports that were used in the framework's processes. */
  TreeSet<String> companies() {
    return companies;
  }
}
