package io.ipc4j.bench.side;

import io.ipc4j.bench.side.Wire.Inbox;
import org.HdrHistogram.Histogram;

/**
 * Takes the samples of a pair. The left side sends first and keeps the time; it ends a sample by a
 * message of its own kind, so that no clock is read on the right.
 */
final class Sampler {
  /** Messages, and looks in vain, between two of a system's upkeeps: milliseconds. */
  private static final int SERVICE_EVERY_MESSAGE = 1 << 16;

  private static final int SERVICE_EVERY_LOOK = 1 << 20;
  private static final int CLOCK_EVERY = 256;
  private static final int POLL_LIMIT = 256;

  private final Wire wire;
  private final Inbox inbox;
  private final Meeting meeting;
  private final Histogram trips = new Histogram(1, 60_000_000_000L, 3);
  private long next;

  Sampler(Wire wire, Meeting meeting) {
    this.wire = wire;
    this.inbox = wire.inbox;
    this.meeting = meeting;
  }

  /** Round trips, one at a time; the result in words. */
  String leftRoundTrips(long nanos) {
    trips.reset();
    long begin = System.nanoTime();
    long end;
    int turns = 0;
    do {
      long start = System.nanoTime();
      send(next++);
      awaitOne();
      end = System.nanoTime();
      trips.recordValue(end - start);
      if (++turns % SERVICE_EVERY_MESSAGE == 0) {
        wire.service();
      }
    } while (end - begin < nanos);
    send(Inbox.STOP);
    awaitOne();
    inbox.restart();
    return "p50=%d p99=%d p999=%d max=%d count=%d"
        .formatted(
            trips.getValueAtPercentile(50),
            trips.getValueAtPercentile(99),
            trips.getValueAtPercentile(99.9),
            trips.getMaxValue(),
            trips.getTotalCount());
  }

  private void awaitOne() {
    int empty = 0;
    while (wire.poll(1) == 0) {
      if (++empty % SERVICE_EVERY_LOOK == 0) {
        wire.service();
      }
    }
  }

  void rightRoundTrips() {
    int turns = 0;
    while (!inbox.isStopped()) {
      wire.echo();
      if (++turns % SERVICE_EVERY_LOOK == 0) {
        wire.service();
      }
    }
    inbox.restart();
  }

  /** Messages in one direction, sent one by one; the result in words. */
  String leftOneWay(long nanos) {
    long first = next;
    long begin = System.nanoTime();
    do {
      for (int i = 0; i < CLOCK_EVERY; i++) {
        send(next++);
      }
      if (next % SERVICE_EVERY_MESSAGE == 0) {
        wire.service();
      }
    } while (System.nanoTime() - begin < nanos);
    send(Inbox.STOP);
    meeting.awaitDone(next);
    long taken = System.nanoTime() - begin;
    long count = next - first;
    return "rate=%.0f count=%d".formatted(count * 1e9 / taken, count);
  }

  private void send(long first) {
    while (!wire.trySend(first)) {
      wire.service();
      Thread.onSpinWait();
    }
  }

  void rightOneWay() {
    int empty = 0;
    while (!inbox.isStopped()) {
      if (wire.poll(POLL_LIMIT) == 0) {
        wire.afterEmptyPoll();
        if (++empty % SERVICE_EVERY_LOOK == 0) {
          wire.service();
        }
      }
    }
    inbox.restart();
    meeting.done(inbox.count());
  }
}
