package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Outflow;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Facts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The sending worker: streams the corpus with its digest, sends it again as fast as it can for a
 * while, and measures round trips. Its counterpart is {@link Sink}.
 */
final class Source {

  static final String STREAM = "demo-stream";
  static final String RATE = "demo-rate";
  static final String PING = "demo-ping";
  static final String PONG = "demo-pong";
  static final List<String> CHANNELS = List.of(STREAM, RATE, PING, PONG);
  static final int PING_BYTES = 64;
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final long RATE_NANOS = 500_000_000;
  private static final long WARM_UP_NANOS = 500_000_000;
  private static final long ROUND_TRIP_NANOS = 500_000_000;
  private static final int DIGITS = 3;
  private static final double MEDIAN = 50;
  private static final double HIGH = 99;

  private final Ipc ipc;
  private final Corpus corpus;

  Source(Ipc ipc, Corpus corpus) {
    this.ipc = ipc;
    this.corpus = corpus;
  }

  Facts run() throws IOException, InterruptedException, ToolException {
    Facts facts = new Facts();
    stream(facts);
    rate(facts);
    roundTrips(facts);
    return facts;
  }

  private void stream(Facts facts) throws IOException, InterruptedException {
    StreamDigest digest = new StreamDigest();
    try (Sender sender = ipc.sender(STREAM)) {
      Outflow outflow = Outflow.toQueue(sender, TIMEOUT);
      outflow.awaitReceiver(0);
      corpus.cut((memory, offset, length) -> {
        digest.onMessage(memory, offset, length);
        outflow.accept(memory, offset, length);
      });
    }
    facts.put("messages", digest.messages()).put("bytes", digest.bytes());
    facts.put("sha256", digest.hex());
  }

  /** The same messages out of memory, so that neither disk nor digest is what is measured. */
  private void rate(Facts facts) throws IOException, InterruptedException {
    try (Arena arena = Arena.ofConfined();
        Sender sender = ipc.sender(RATE)) {
      Sample sample = Sample.of(corpus, arena);
      Outflow outflow = Outflow.toQueue(sender, TIMEOUT);
      outflow.awaitReceiver(0);
      long end = System.nanoTime() + RATE_NANOS;
      while (System.nanoTime() < end && !sample.isEmpty()) {
        sample.send(outflow, end);
      }
      facts.put("rateMessages", outflow.count());
    }
  }

  private void roundTrips(Facts facts) throws InterruptedException, ToolException {
    Histogram nanos = new Histogram(DIGITS);
    try (Arena arena = Arena.ofConfined();
        Receiver pong = ipc.receiver(PONG);
        Sender ping = ipc.sender(PING)) {
      MemorySegment message = arena.allocate(PING_BYTES, Long.BYTES);
      Outflow outflow = Outflow.toQueue(ping, TIMEOUT);
      callFor(WARM_UP_NANOS, outflow, pong, message, nanos);
      nanos.reset();
      callFor(ROUND_TRIP_NANOS, outflow, pong, message, nanos);
    }
    facts.put("p50", nanos.getValueAtPercentile(MEDIAN));
    facts.put("p99", nanos.getValueAtPercentile(HIGH));
  }

  /** Sends a message and waits for its answer, again and again. */
  private static void callFor(
      long duration, Outflow ping, Receiver pong, MemorySegment message, Histogram nanos)
      throws InterruptedException, ToolException {
    long before = System.nanoTime();
    long end = before + duration;
    while (before < end) {
      ping.accept(message, 0, PING_BYTES);
      if (Sink.poll(pong, (memory, offset, length) -> {}, 1) == 0) {
        throw new ToolException(ExitCode.FAILURE, "the answering worker went away");
      }
      long after = System.nanoTime();
      nanos.recordValue(after - before);
      before = after;
    }
  }
}
