package io.ipc4j.tool.demo;

import io.ipc4j.tool.trial.Facts;
import org.jspecify.annotations.Nullable;

/**
 * What the demo saw of one transport.
 *
 * @param name the transport
 * @param messages how many messages arrived
 * @param bytes how many payload bytes arrived
 * @param sha256Sent the digest that the sender made, in hexadecimal digits; empty if it failed
 * @param sha256Received the digest that the receiver made; empty if it failed
 * @param messagesPerSecond how fast messages went one way
 * @param p50 the median round trip in nanoseconds
 * @param p99 the round trip in nanoseconds that 99 of 100 were not above
 * @param betweenThreads whether both sides were threads of one process
 * @param failure what went wrong, or null
 */
record TransportResult(
    String name,
    long messages,
    long bytes,
    String sha256Sent,
    String sha256Received,
    long messagesPerSecond,
    long p50,
    long p99,
    boolean betweenThreads,
    @Nullable String failure) {

  private static final double NANOS_PER_SECOND = 1e9;

  static TransportResult failed(String name, String failure) {
    return new TransportResult(name, 0, 0, "", "", 0, 0, 0, false, failure);
  }

  /** Compares what both sides saw. */
  static TransportResult of(String name, Facts sent, Facts received, boolean betweenThreads) {
    long rateMessages = received.number("rateMessages");
    long nanos = received.number("rateNanos");
    return new TransportResult(
        name,
        received.number("messages"),
        received.number("bytes"),
        sent.text("sha256"),
        received.text("sha256"),
        nanos == 0 ? 0 : Math.round(rateMessages * NANOS_PER_SECOND / nanos),
        sent.number("p50"),
        sent.number("p99"),
        betweenThreads,
        difference(sent, received));
  }

  private static @Nullable String difference(Facts sent, Facts received) {
    for (String fact : new String[] {"messages", "bytes", "sha256", "rateMessages"}) {
      if (!sent.text(fact).equals(received.text(fact))) {
        return "sent %s=%s, received %s=%s"
            .formatted(fact, sent.text(fact), fact, received.text(fact));
      }
    }
    return null;
  }

  boolean ok() {
    return failure == null;
  }
}
