package io.ipc4j.tool.compare;

import io.ipc4j.channel.WaitMode;
import io.ipc4j.spi.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Invented transports and figures. */
final class Synthetic {

  static final Host HOST =
      new Host(
          "Invented",
          4,
          false,
          "Linux 6.1",
          "25",
          "-Xmx1g",
          "1.0",
          true,
          "2026-01-01T00:00:00Z",
          false,
          0.02);

  private Synthetic() {}

  static TransportReport transport(String name, Trait... more) {
    List<String> traits = new ArrayList<>();
    Stream.of(Trait.CROSS_PROCESS, Trait.RENDEZVOUS).map(Trait::text).forEach(traits::add);
    Stream.of(more).map(Trait::text).forEach(traits::add);
    return new TransportReport(name, "carries " + name, traits, "between two processes", "");
  }

  static Result result(
      String transport, Lane lane, int size, double nanos, double rate, double idle) {
    return new Result(
        transport,
        lane,
        size,
        new Spread(nanos, 0.9 * nanos, 1.2 * nanos),
        new Spread(2 * nanos, 1.8 * nanos, 2.4 * nanos),
        new Spread(5 * nanos, 4 * nanos, 9 * nanos),
        new Spread(rate, 0.8 * rate, 1.1 * rate),
        2e6 / rate,
        0.25,
        1.5,
        new Result.PerRoundTrip(nanos / 500, 2, 4.0),
        0.125,
        idle,
        0.02,
        5,
        false);
  }

  /** Both ways of waiting, at 64 bytes and at 64 KiB; latency grows and rate falls tenfold. */
  static List<Result> results(String transport, double nanos, double rate) {
    List<Result> results = new ArrayList<>();
    for (int size : new int[] {64, 65_536}) {
      double factor = size == 64 ? 1 : 10;
      Lane spin = new Lane(Lane.QUEUE, WaitMode.SPIN, false);
      Lane block = new Lane(Lane.QUEUE, WaitMode.BLOCK, false);
      results.add(result(transport, spin, size, factor * nanos, rate / factor, 100));
      results.add(result(transport, block, size, 3 * factor * nanos, rate / factor, 0.1));
    }
    return results;
  }

  static Question question() {
    return new Question(64, 0, 1, false, false, 10, Question.Preference.LATENCY);
  }

  static Report report() {
    List<Result> results = new ArrayList<>(results("swift", 1_000, 5e6));
    results.addAll(results("steady", 20_000, 1e6));
    Lane region = new Lane(Lane.REGION, WaitMode.SPIN, false);
    results.add(result("swift", region, 64, 2_000, 4e5, 100));
    results.add(result("swift", region, 65_536, 9_000, 1e5, 100));
    Lane fixed = new Lane(Lane.QUEUE, WaitMode.BLOCK, true);
    results.add(result("swift", fixed, 64, 2_900, 5e6, 0.1));
    TransportReport broken =
        new TransportReport(
            "broken", "carries </script><b>nothing</b>", List.of("cross-process"), "", "it fails");
    return Report.of(
        HOST,
        List.of(transport("swift", Trait.BROADCAST, Trait.REGIONS), transport("steady"), broken),
        results,
        question());
  }
}
