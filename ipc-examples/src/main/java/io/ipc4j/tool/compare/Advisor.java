package io.ipc4j.tool.compare;

import io.ipc4j.channel.WaitMode;
import io.ipc4j.spi.Trait;
import io.ipc4j.tool.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Ranks transports for what a user needs, by what was measured. For use by one thread.
 *
 * <p>First all that can't do it are set aside, each with its reasons. Of the others the best by the
 * user's preference comes first; where several are within a tenth of it, which can't be told apart,
 * the one that takes the least processor time.
 */
final class Advisor {

  private static final double APART = 1.1;
  private static final double HEADROOM = 1.5;
  private static final double MILLION = 1e6;
  private static final double PERCENT = 100;

  private final Question question;
  private final int processors;

  Advisor(Question question, int processors) {
    this.question = question;
    this.processors = processors;
  }

  /** A transport with one way of waiting. */
  private record Candidate(
      TransportReport transport, WaitMode mode, Estimate expected, List<String> against) {
    boolean fits() {
      return against.isEmpty();
    }
  }

  /** Those that fit, the best first, and then those that don't. */
  List<Advice> advise(List<TransportReport> transports, List<Result> results) {
    List<Candidate> fitting = new ArrayList<>();
    List<Advice> others = new ArrayList<>();
    for (TransportReport transport : transports) {
      List<Candidate> candidates = candidates(transport, results);
      List<Candidate> good = ranked(candidates.stream().filter(Candidate::fits).toList());
      if (good.isEmpty() || !transport.problem().isEmpty()) {
        others.add(refusal(transport, candidates));
      } else {
        fitting.add(good.getFirst());
      }
    }
    List<Candidate> ranked = ranked(fitting);
    List<Advice> advice = new ArrayList<>();
    for (Candidate candidate : ranked) {
      advice.add(recommendation(candidate, ranked.getFirst()));
    }
    advice.addAll(others);
    return advice;
  }

  private List<Candidate> candidates(TransportReport transport, List<Result> results) {
    List<Candidate> candidates = new ArrayList<>();
    for (WaitMode wait : WaitMode.values()) {
      List<Result> own =
          results.stream()
              .filter(r -> r.transport().equals(transport.name()))
              .filter(r -> r.lane().equals(new Lane(Lane.QUEUE, wait, false)))
              .toList();
      if (!own.isEmpty()) {
        Estimate expected = Estimate.at(own, question.size());
        candidates.add(
            new Candidate(transport, wait, expected, against(transport, wait, expected)));
      }
    }
    return candidates;
  }

  private List<String> against(TransportReport transport, WaitMode wait, Estimate expected) {
    List<String> against = new ArrayList<>(whatItCannot(transport));
    if (expected.idleCpuPercent() > question.maxIdleCpu()) {
      against.add(
          "%s: a waiting receiver uses %s of a processor, above the %s allowed"
              .formatted(
                  word(wait), percent(expected.idleCpuPercent()), percent(question.maxIdleCpu())));
    }
    if (wait == WaitMode.SPIN && question.receivers() + 1 > processors) {
      against.add(
          "spin: %s spinning processes need as many processors, this machine has %s"
              .formatted(question.receivers() + 1, processors));
    }
    double capacity = capacity(transport, expected);
    if (capacity < question.rate()) {
      against.add(
          "%s: %s messages/s %s, %s needed"
              .formatted(
                  word(wait),
                  Numbers.grouped(Math.round(capacity)),
                  expected.measured() ? "measured" : "expected",
                  Numbers.grouped(Math.round(question.rate()))));
    }
    return against;
  }

  private List<String> whatItCannot(TransportReport transport) {
    List<String> against = new ArrayList<>();
    if (!transport.has(Trait.CROSS_PROCESS)) {
      against.add("works within one process only");
    } else if (transport.has(Trait.CHILD_LAUNCHER) && !transport.has(Trait.RENDEZVOUS)) {
      against.add("joins a process with the children that it starts, not strangers");
    }
    if (question.remote() && !transport.has(Trait.REMOTE)) {
      against.add("doesn't reach other machines");
    }
    if (question.durable() && !transport.has(Trait.UNREAD_SURVIVES)) {
      against.add("unread messages die with their sender or receiver");
    }
    return against;
  }

  /** Without broadcast each message is written once for every receiver. */
  private double capacity(TransportReport transport, Estimate expected) {
    return expected.messagesPerSecond() / copies(transport);
  }

  private int copies(TransportReport transport) {
    return transport.has(Trait.BROADCAST) ? 1 : question.receivers();
  }

  private double processorTime(Candidate candidate) {
    double both = candidate.expected.cpuSecondsPerMillion();
    return candidate.transport.has(Trait.BROADCAST)
        ? both * (1 + question.receivers()) / 2
        : both * question.receivers();
  }

  private List<Candidate> ranked(List<Candidate> candidates) {
    ToDoubleFunction<Candidate> cost = cost();
    List<Candidate> left = new ArrayList<>(candidates);
    List<Candidate> ranked = new ArrayList<>();
    while (!left.isEmpty()) {
      double best = left.stream().mapToDouble(cost).min().orElseThrow();
      Candidate next =
          left.stream()
              .filter(c -> cost.applyAsDouble(c) <= best * APART)
              .min(Comparator.comparingDouble(this::processorTime))
              .orElseThrow();
      left.remove(next);
      ranked.add(next);
    }
    return ranked;
  }

  private ToDoubleFunction<Candidate> cost() {
    return switch (question.prefer()) {
      case LATENCY -> c -> c.expected.p50();
      case THROUGHPUT -> c -> 1 / capacity(c.transport, c.expected);
      case CPU -> this::processorTime;
    };
  }

  private Advice recommendation(Candidate candidate, Candidate best) {
    Estimate expected = candidate.expected;
    List<String> reasons = new ArrayList<>();
    reasons.add(place(candidate, best));
    reasons.add(
        "at %s: round trip %s in the median, %s in 99 %% of cases; %s messages/s"
                .formatted(
                    Numbers.bytes(question.size()),
                    Numbers.nanos(Math.round(expected.p50())),
                    Numbers.nanos(Math.round(expected.p99())),
                    Numbers.grouped(Math.round(expected.messagesPerSecond())))
            + (expected.measured() ? "" : " (estimated from the sizes that were measured)"));
    reasons.add(
        "a waiting receiver uses %s of a processor".formatted(percent(expected.idleCpuPercent())));
    addRate(candidate, reasons);
    if (question.remote()) {
      reasons.add("measured on this machine's loopback interface: a network adds its own time");
    }
    if (question.receivers() > 1) {
      reasons.add(
          candidate.transport.has(Trait.BROADCAST)
              ? "a published message is written once for all %s receivers"
                  .formatted(question.receivers())
              : "each message is written %s times, once a receiver"
                  .formatted(question.receivers()));
    }
    return new Advice(
        candidate.transport.name(),
        word(candidate.mode),
        true,
        reasons,
        expected,
        ConfigLines.of(question, candidate.transport, word(candidate.mode)));
  }

  private void addRate(Candidate candidate, List<String> reasons) {
    if (question.rate() <= 0) {
      return;
    }
    double capacity = capacity(candidate.transport, candidate.expected);
    reasons.add(
        "%s messages/s take %s of a processor, both sides together%s"
            .formatted(
                Numbers.grouped(Math.round(question.rate())),
                percent(PERCENT * processorTime(candidate) * question.rate() / MILLION),
                capacity < HEADROOM * question.rate()
                    ? "; little is left above: at most %s/s"
                        .formatted(Numbers.grouped(Math.round(capacity)))
                    : ""));
  }

  private String place(Candidate candidate, Candidate best) {
    String what =
        switch (question.prefer()) {
          case LATENCY -> "round trip";
          case THROUGHPUT -> "time a message";
          case CPU -> "processor time a message";
        };
    if (candidate.equals(best)) {
      return "shortest " + what + " of those that fit (a tenth more counts as equal)";
    }
    double ratio = cost().applyAsDouble(candidate) / cost().applyAsDouble(best);
    return String.format(
        Locale.ROOT, "%.1f times the %s of %s", ratio, what, best.transport.name());
  }

  private Advice refusal(TransportReport transport, List<Candidate> candidates) {
    Set<String> reasons = new LinkedHashSet<>();
    if (transport.problem().isEmpty()) {
      reasons.addAll(whatItCannot(transport));
    } else {
      reasons.add(transport.problem());
    }
    if (reasons.isEmpty()) {
      candidates.forEach(candidate -> reasons.addAll(candidate.against));
    }
    if (reasons.isEmpty()) {
      reasons.add("nothing was measured");
    }
    Estimate expected = candidates.isEmpty() ? null : candidates.getLast().expected;
    return new Advice(transport.name(), "", false, List.copyOf(reasons), expected, List.of());
  }

  private static String word(WaitMode wait) {
    return wait.name().toLowerCase(Locale.ROOT);
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
  }
}
