package io.ipc4j.tool.compare;

import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures one lane, size after size, from its leading end. For use by one thread.
 *
 * <p>Ordering: round trips, the stream, the idle receiver when the compilers have become quiet, and
 * at last the system calls, since counting them slows everything down.
 */
final class Meter {

  private static final int DIGITS = 3;
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final double P999 = 99.9;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MILLION = 1e6;
  private static final double PERCENT = 100;
  private static final long WARM_UP_STEP = 10_000_000;

  /**
   * Two ends that spin leave no processor to the compilers where there are two; one asleep does.
   */
  private static final Duration COMPILERS_TURN = Duration.ofMillis(20);

  private final Wire wire;
  private final String transport;
  private final Lane lane;
  private final Schedule schedule;
  private final List<Long> processes;
  private final boolean betweenThreads;

  /**
   * Prepares.
   *
   * @param processes all who take part, helpers of the transport too
   */
  Meter(
      Wire wire,
      String transport,
      Lane lane,
      Schedule schedule,
      List<Long> processes,
      boolean betweenThreads) {
    this.wire = wire;
    this.transport = transport;
    this.lane = lane;
    this.schedule = schedule;
    this.processes = processes;
    this.betweenThreads = betweenThreads;
  }

  /** One sample of round trips. */
  private record RoundTrips(double p50, double p99, double p999, long count) {}

  /** One sample of the stream. */
  private record Stream(double messagesPerSecond, long count) {}

  /** All samples of one kind, and what they took. */
  private record Series<S>(List<S> samples, Usage usage) {}

  /**
   * Has the code of a lane compiled.
   *
   * @param sizes bytes a message, one after another
   */
  void warmUp(List<Integer> sizes, long nanos) throws InterruptedException, ToolException {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      for (int size : sizes) {
        callFor(size, WARM_UP_STEP);
        wire.stream(size, WARM_UP_STEP);
      }
      Thread.sleep(COMPILERS_TURN);
    }
  }

  void run(List<Integer> sizes, Consumer<Result> onResult)
      throws IOException, InterruptedException, ToolException {
    for (int size : sizes) {
      if (schedule.isOver()) {
        return;
      }
      onResult.accept(measure(size, schedule.next()));
    }
  }

  private Result measure(int size, Pace pace)
      throws IOException, InterruptedException, ToolException {
    warmUp(List.of(size), pace.warmUpNanos());
    Series<RoundTrips> roundTrips = series(pace, () -> roundTrips(size, pace));
    wire.stream(size, pace.warmUpNanos());
    Series<Stream> streams = series(pace, () -> stream(size, pace));
    double idlePercent = idle(pace);
    Double perMessage = null;
    Double perRoundTrip = null;
    if (pace.traceNanos() > 0) {
      perMessage = Tracer.callsPerMessage(processes, () -> wire.stream(size, pace.traceNanos()));
      if (pace.traceRoundTrips() && perMessage != null) {
        perRoundTrip = Tracer.callsPerMessage(processes, () -> callFor(size, pace.traceNanos()));
      }
    }
    return result(size, roundTrips, streams, idlePercent, perMessage, perRoundTrip);
  }

  private Result result(
      int size,
      Series<RoundTrips> roundTrips,
      Series<Stream> streams,
      double idlePercent,
      @Nullable Double syscallsPerMessage,
      @Nullable Double syscallsPerRoundTrip) {
    long calls = roundTrips.samples.stream().mapToLong(RoundTrips::count).sum();
    Usage calling = roundTrips.usage;
    long messages = streams.samples.stream().mapToLong(Stream::count).sum();
    Usage streaming = streams.usage;
    Usage all = calling.plus(streaming);
    return new Result(
        transport,
        lane,
        size,
        Spread.of(roundTrips.samples, RoundTrips::p50),
        Spread.of(roundTrips.samples, RoundTrips::p99),
        Spread.of(roundTrips.samples, RoundTrips::p999),
        Spread.of(streams.samples, Stream::messagesPerSecond),
        streaming.cpuNanos() / NANOS_PER_SECOND * MILLION / messages,
        (double) streaming.switches() / messages,
        syscallsPerMessage,
        new Result.PerRoundTrip(
            calling.cpuNanos() / NANOS_PER_MICRO / calls,
            (double) calling.switches() / calls,
            syscallsPerRoundTrip),
        all.kernelShare(),
        idlePercent,
        all.foreign(),
        streams.samples.size(),
        betweenThreads);
  }

  /** Takes one sample. */
  private interface Sample<S> {
    S take() throws InterruptedException, ToolException;
  }

  private <S> Series<S> series(Pace pace, Sample<S> sample)
      throws InterruptedException, ToolException {
    Usage before = Usage.of(processes);
    List<S> samples = new ArrayList<>();
    for (int i = 0; i < pace.samples(); i++) {
      samples.add(sample.take());
    }
    return new Series<>(samples, Usage.of(processes).since(before));
  }

  /** What the waiting side and helpers of the transport use while this side sends nothing. */
  private double idle(Pace pace) throws InterruptedException {
    List<Long> others = new ArrayList<>(processes);
    if (!betweenThreads) {
      others.remove(ProcessHandle.current().pid());
    }
    Usage before = Usage.of(others);
    long begin = System.nanoTime();
    Thread.sleep(Duration.ofNanos(pace.idleNanos()));
    long nanos = System.nanoTime() - begin;
    return PERCENT * Usage.of(others).since(before).cpuNanos() / nanos;
  }

  private long callFor(int size, long nanos) throws InterruptedException, ToolException {
    long end = System.nanoTime() + nanos;
    long calls = 0;
    do {
      wire.roundTrip(size);
      calls++;
    } while (System.nanoTime() < end);
    return calls;
  }

  private RoundTrips roundTrips(int size, Pace pace) throws InterruptedException, ToolException {
    Histogram nanos = new Histogram(DIGITS);
    long before = System.nanoTime();
    long end = before + pace.sampleNanos();
    while (before < end) {
      wire.roundTrip(size);
      long after = System.nanoTime();
      nanos.recordValue(after - before);
      before = after;
    }
    return new RoundTrips(
        nanos.getValueAtPercentile(P50),
        nanos.getValueAtPercentile(P99),
        nanos.getValueAtPercentile(P999),
        nanos.getTotalCount());
  }

  private Stream stream(int size, Pace pace) throws InterruptedException, ToolException {
    long begin = System.nanoTime();
    long count = wire.stream(size, pace.sampleNanos());
    long nanos = System.nanoTime() - begin;
    return new Stream(count * NANOS_PER_SECOND / nanos, count);
  }
}
