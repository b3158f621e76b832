package io.ipc4j.tool.compare;

import io.ipc4j.TransportInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures transports one after another. For use by one thread; results come on others.
 *
 * <p>A quick one shares the time that is left among the transports that are left, so that one which
 * fails early leaves its part to the rest.
 */
final class Comparison {

  private static final long QUICK_NANOS = TimeUnit.SECONDS.toNanos(50);

  /** When all that hangs is ended, so that its end is within the minute too. */
  private static final long QUICK_LIMIT = TimeUnit.SECONDS.toNanos(55);

  /** Two JVMs start, meet and end. */
  private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(2200);

  private static final long LEAST_BUDGET = TimeUnit.MILLISECONDS.toNanos(500);

  /** More would make a quick look at few transports no better. */
  private static final long MOST_BUDGET = TimeUnit.SECONDS.toNanos(8);

  /** Warming up takes as long for few measurements as for many: so many have that time. */
  private static final int WARM_UP_CELLS = 4;

  private static final int SHARES_TO_HANG = 3;
  private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final boolean quick;
  private final boolean traced;
  private final Map<String, String> user;
  private final Progress progress;
  private final List<Result> results = Collections.synchronizedList(new ArrayList<>());

  Comparison(boolean quick, boolean traced, Map<String, String> user, Progress progress) {
    this.quick = quick;
    this.traced = traced;
    this.user = user;
    this.progress = progress;
  }

  /** Sees what is going on. */
  interface Progress {
    /** A transport begins. */
    void begin(String transport, int cells);

    /** Something was measured; comes on any thread. */
    void result(Result result);

    /** A transport is done. */
    void end(TransportReport transport);
  }

  /** How long that will take, in nanoseconds. */
  static long estimate(List<TransportInfo> transports, boolean quick, boolean traced) {
    List<TransportInfo> measured = available(transports);
    if (quick) {
      return Math.min(measured.size() * (START_NANOS + MOST_BUDGET), QUICK_NANOS);
    }
    return measured.stream()
        .mapToLong(t -> START_NANOS + Schedule.estimate(Plan.of(t, false), traced))
        .sum();
  }

  private static List<TransportInfo> available(List<TransportInfo> transports) {
    return transports.stream().filter(TransportInfo::available).toList();
  }

  /** Measures all that can be measured here. */
  List<TransportReport> run(List<TransportInfo> transports)
      throws IOException, InterruptedException {
    List<TransportReport> reports = new ArrayList<>();
    List<TransportInfo> left = new ArrayList<>(available(transports));
    long end = System.nanoTime() + QUICK_NANOS;
    for (TransportInfo transport : transports) {
      TransportReport report;
      long nanosLeft = end - System.nanoTime();
      if (!transport.available()) {
        report = TransportReport.of(transport, "", "not available here: " + transport.reason());
      } else if (quick && nanosLeft + QUICK_LIMIT - QUICK_NANOS < START_NANOS) {
        report = TransportReport.of(transport, "", "not measured: the minute was over before");
      } else {
        report = measure(transport, nanosLeft, left);
        left.remove(transport);
      }
      reports.add(report);
      progress.end(report);
    }
    return reports;
  }

  private TransportReport measure(
      TransportInfo transport, long nanosLeft, List<TransportInfo> transportsLeft)
      throws IOException, InterruptedException {
    Plan plan = Plan.of(transport, quick);
    long budget = 0;
    long limit = 2 * Schedule.estimate(plan, true) + HANGING_NANOS;
    if (quick) {
      int sharesLeft = transportsLeft.stream().mapToInt(t -> shares(Plan.of(t, true))).sum();
      long forShares = nanosLeft - transportsLeft.size() * START_NANOS;
      budget = Math.clamp(forShares * shares(plan) / sharesLeft, LEAST_BUDGET, MOST_BUDGET);
      long most = Math.max(1, nanosLeft + QUICK_LIMIT - QUICK_NANOS);
      limit = Math.clamp(SHARES_TO_HANG * (budget + START_NANOS), 1, most);
    }
    progress.begin(transport.name(), plan.cells());
    Trial trial = new Trial(transport, plan, budget, traced, user, this::result);
    return TransportReport.of(transport, Trial.how(transport), trial.run(Duration.ofNanos(limit)));
  }

  private static int shares(Plan plan) {
    return WARM_UP_CELLS + plan.cells();
  }

  private void result(Result result) {
    results.add(result);
    progress.result(result);
  }

  /** What was measured so far. */
  List<Result> results() {
    synchronized (results) {
      return List.copyOf(results);
    }
  }
}
