package io.ipc4j.bench.side;

import com.sun.management.ThreadMXBean;
import io.ipc4j.bench.side.Wire.Inbox;
import java.lang.management.ManagementFactory;
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
  private final boolean pausing;
  private final Inbox inbox;
  private final Meeting meeting;
  private final Histogram trips = new Histogram(1, 60_000_000_000L, 3);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long next;

  Sampler(Wire wire, boolean pausing, Meeting meeting) {
    this.wire = wire;
    this.pausing = pausing;
    this.inbox = wire.inbox;
    this.meeting = meeting;
  }

  /** Round trips, one at a time; the result in words. */
  String leftRoundTrips(long nanos) {
    trips.reset();
    long allocated = threads.getCurrentThreadAllocatedBytes();
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
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    return "p50=%d p99=%d p999=%d max=%d bytes=%s count=%d"
        .formatted(
            trips.getValueAtPercentile(50),
            trips.getValueAtPercentile(99),
            trips.getValueAtPercentile(99.9),
            trips.getMaxValue(),
            (double) allocated / trips.getTotalCount(),
            trips.getTotalCount());
  }

  private void awaitOne() {
    int empty = 0;
    while (wire.poll(1) == 0) {
      pause();
      if (++empty % SERVICE_EVERY_LOOK == 0) {
        wire.service();
      }
    }
  }

  private void pause() {
    if (pausing) {
      Thread.onSpinWait();
    }
  }

  /** The answers to them; the bytes that a message allocated in words. */
  String rightRoundTrips() {
    long before = inbox.count();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    int turns = 0;
    while (!inbox.isStopped()) {
      if (wire.echo() == 0) {
        pause();
      }
      if (++turns % SERVICE_EVERY_LOOK == 0) {
        wire.service();
      }
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    inbox.restart();
    return bytes(allocated, inbox.count() - before);
  }

  private static String bytes(long allocated, long messages) {
    return "bytes=" + (double) allocated / messages;
  }

  /** Messages in one direction, sent one by one; the result in words. */
  String leftOneWay(long nanos) {
    long first = next;
    long allocated = threads.getCurrentThreadAllocatedBytes();
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
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    long count = next - first;
    return "rate=%.0f count=%d %s".formatted(count * 1e9 / taken, count, bytes(allocated, count));
  }

  private void send(long first) {
    while (!wire.trySend(first)) {
      wire.service();
      Thread.onSpinWait();
    }
  }

  /** Their reading; the bytes that a message allocated in words. */
  String rightOneWay() {
    long before = inbox.count();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    int empty = 0;
    while (!inbox.isStopped()) {
      if (wire.poll(POLL_LIMIT) == 0) {
        wire.afterEmptyPoll();
        if (++empty % SERVICE_EVERY_LOOK == 0) {
          wire.service();
        }
      }
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    inbox.restart();
    meeting.done(inbox.count());
    return bytes(allocated, inbox.count() - before);
  }
}
