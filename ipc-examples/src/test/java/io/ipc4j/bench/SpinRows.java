package io.ipc4j.bench;

import io.ipc4j.bench.Case.Measure;
import io.ipc4j.bench.Goal.Relation;
import io.ipc4j.bench.side.Work;
import java.util.List;
import java.util.stream.Stream;

/** The goals of shared memory with both sides spinning. */
final class SpinRows {
  private static final String GROUP = "spinning";
  private static final String OURS = "ipc4j:shm";
  private static final String OVER_LINKS = "ipc4j:inproc";
  private static final String POOL = "ipc4j:shm:pool";
  private static final String C = "c";
  private static final List<String> AERON = List.of("aeron-shared:claim", "aeron-invoker:claim");
  private static final List<String> AGRONA = List.of("agrona:one-to-one", "agrona:many-to-one");
  private static final int SMALL = 64;
  private static final int PAGE_QUARTER = 1 << 10;
  private static final int LARGE = 64 << 10;
  private static final int LARGER = 1 << 20;
  private static final int HUGE = 64 << 20;

  /** What iceoryx reached on a machine of this kind, as a share of what C reached beside it. */
  private static final double ICEORYX_OF_C = 34.4 / 40.3;

  private SpinRows() {}

  static List<Row> all() {
    return List.of(
        roundTrip(),
        roundTripLarger(),
        oneWay(),
        streaming(),
        copied(),
        inPlace(),
        constant(),
        layer());
  }

  private static Case of(String system, Measure measure, Work work, int size) {
    return new Case(system, measure, work, size);
  }

  private static List<Case> all(List<String> systems, Measure measure, Work work, int size) {
    return systems.stream().map(system -> of(system, measure, work, size)).toList();
  }

  /** Round trips of some systems, each in both forms: polled without and with a pause between. */
  private static List<Case> trips(List<String> systems, int size) {
    return all(
        systems.stream().flatMap(system -> Stream.of(system, system + ":pause")).toList(),
        Measure.ROUND_TRIP,
        Work.READ,
        size);
  }

  private static Row roundTrip() {
    Case ours = of(OURS, Measure.ROUND_TRIP, Work.READ, SMALL);
    List<Case> c = trips(List.of(C), SMALL);
    List<Case> aeron = trips(AERON, SMALL);
    List<Case> agrona = trips(AGRONA, SMALL);
    return new Row(
        "round-trip",
        GROUP,
        List.of(
            Goal.atMost(1.0, "p50, of C's best", ours, "p50", c),
            Goal.atMost(0.85, "p50, of Aeron's best", ours, "p50", aeron),
            Goal.atMost(0.85, "p50, of Agrona's best", ours, "p50", agrona),
            Goal.atMost(1.0, "p99, of C's best", ours, "p99", c),
            Goal.below(600, "p99.9", ours, "p999"),
            Goal.atMost(1.0, "p99.9, of Aeron's best", ours, "p999", aeron),
            Goal.below(0.001, "allocated a message", ours, "bytes")));
  }

  private static Row roundTripLarger() {
    return new Row(
        "round-trip-1k",
        GROUP,
        List.of(
            Goal.atMost(
                0.75,
                "p50, of C's best",
                of(OURS, Measure.ROUND_TRIP, Work.READ, PAGE_QUARTER),
                "p50",
                trips(List.of(C), PAGE_QUARTER))));
  }

  private static Row oneWay() {
    Measure measure = Measure.ONE_WAY;
    Case ours = of(OURS, measure, Work.READ, SMALL);
    return new Row(
        "one-way",
        GROUP,
        List.of(
            Goal.atLeast(
                1.0,
                "rate, of C's close behind",
                ours,
                "rate",
                List.of(of(C, measure, Work.READ, SMALL))),
            Goal.atLeast(
                1.3,
                "rate, of Aeron's best, untuned",
                ours,
                "rate",
                all(AERON, measure, Work.READ, SMALL)),
            Goal.below(0.001, "allocated a message", ours, "bytes")));
  }

  private static Row streaming() {
    Case ours = of(OURS, Measure.ONE_WAY, Work.READ, SMALL);
    Measure measure = Measure.STREAMING;
    return new Row(
        "streaming",
        GROUP,
        List.of(
            Goal.atLeast(
                1.2,
                "rate, of Aeron's best, tuned",
                ours,
                "rate",
                all(AERON, measure, Work.READ, SMALL)),
            Goal.atLeast(
                1.0,
                "rate, of Agrona's best, tuned",
                ours,
                "rate",
                all(AGRONA, measure, Work.READ, SMALL)),
            Goal.atLeast(
                1.0,
                "stretch: rate, of C's with step back",
                ours,
                "rate",
                List.of(of(C, measure, Work.READ, SMALL)))));
  }

  private static Row copied() {
    Measure measure = Measure.ONE_WAY;
    Case large = of(OURS, measure, Work.COPY, LARGE);
    Case larger = of(OURS, measure, Work.COPY, LARGER);
    List<Case> c = List.of(of(C, measure, Work.COPY, LARGER));
    return new Row(
        "copied",
        GROUP,
        List.of(
            Goal.atLeast(
                0.85, "rate, of C's", large, "rate", List.of(of(C, measure, Work.COPY, LARGE))),
            Goal.atLeast(
                1.2, "rate, of Agrona's", large, "rate", all(AGRONA, measure, Work.COPY, LARGE)),
            Goal.atLeast(0.85, "rate, of C's", larger, "rate", c),
            Goal.atLeast(ICEORYX_OF_C, "rate, iceoryx's share of C's", larger, "rate", c)));
  }

  private static Row inPlace() {
    List<Goal> rates =
        Stream.of(LARGE, LARGER)
            .map(size ->
                Goal.atLeast(
                    0.95,
                    "rate, of C's",
                    of(POOL, Measure.ONE_WAY, Work.IN_PLACE, size),
                    "rate",
                    List.of(of(C, Measure.ONE_WAY, Work.IN_PLACE, size))))
            .toList();
    Goal trip =
        Goal.below(100_000, "p50", of(POOL, Measure.ROUND_TRIP, Work.IN_PLACE, LARGER), "p50");
    return new Row("in-place", GROUP, Stream.concat(rates.stream(), Stream.of(trip)).toList());
  }

  private static Row constant() {
    Measure measure = Measure.ROUND_TRIP;
    return new Row(
        "constant",
        GROUP,
        List.of(
            Goal.atMost(
                1.5,
                "p50, of that of 64 B",
                of(POOL, measure, Work.ENDS, HUGE),
                "p50",
                List.of(of(OURS, measure, Work.READ, SMALL)))));
  }

  /** Of shared memory, and of a transport over links, in whose place any other could stand. */
  private static Row layer() {
    Case ours = of(OURS, Measure.LAYER, Work.READ, SMALL);
    Case overLinks = of(OVER_LINKS, Measure.LAYER, Work.READ, SMALL);
    return new Row(
        "layer",
        GROUP,
        List.of(
            layer("a send", ours, "send"),
            layer("a poll", ours, "poll"),
            layer("a send over links", overLinks, "send"),
            layer("a poll over links", overLinks, "poll"),
            Goal.below(0.001, "allocated a message", ours, "bytes"),
            Goal.below(0.001, "allocated a message over links", overLinks, "bytes")));
  }

  private static Goal layer(String what, Case handles, String value) {
    return new Goal(
        what + ", more than by the bare lane",
        handles,
        value,
        Relation.DIFFERENCE,
        true,
        4,
        List.of(handles.bareLink()));
  }
}
