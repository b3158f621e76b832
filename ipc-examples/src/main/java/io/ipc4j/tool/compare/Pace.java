package io.ipc4j.tool.compare;

import java.util.concurrent.TimeUnit;

/**
 * How long each part of one measurement takes.
 *
 * @param warmUpNanos before each series of samples
 * @param sampleNanos one sample
 * @param samples how many of round trips, and how many of the stream
 * @param idleNanos how long a waiting receiver is watched
 * @param traceNanos how long system calls are counted each time; 0 for not at all
 * @param traceRoundTrips whether they are counted for round trips too
 */
record Pace(
    long warmUpNanos,
    long sampleNanos,
    int samples,
    long idleNanos,
    long traceNanos,
    boolean traceRoundTrips) {

  /** What a thorough run takes its time for. */
  static final Pace THOROUGH =
      new Pace(millis(700), millis(200), 5, millis(500), millis(150), true);

  private static final long QUICK_IDLE = millis(60);
  private static final long QUICK_TRACE = millis(60);
  private static final int QUICK_SAMPLES = 3;
  private static final long SHORTEST = millis(10);

  /** Attaching to all threads of two processes, and letting them go. */
  private static final long ATTACH = millis(250);

  /** A quick warm-up is worth so many samples. */
  private static final int WARM_UP_SHARES = 2;

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /**
   * A pace that fits into a time, or the shortest that still shows something.
   *
   * @param nanos for one measurement
   * @param traced whether system calls are counted
   */
  static Pace quick(long nanos, boolean traced) {
    long others = QUICK_IDLE + (traced ? QUICK_TRACE + ATTACH : 0);
    long share = (nanos - others) / (2L * (WARM_UP_SHARES + QUICK_SAMPLES));
    long sample = Math.clamp(share, SHORTEST, THOROUGH.sampleNanos);
    return new Pace(
        Math.min(WARM_UP_SHARES * sample, THOROUGH.warmUpNanos),
        sample,
        QUICK_SAMPLES,
        QUICK_IDLE,
        traced ? QUICK_TRACE : 0,
        false);
  }

  Pace withoutTrace() {
    return new Pace(warmUpNanos, sampleNanos, samples, idleNanos, 0, false);
  }

  /** How long one measurement takes. */
  long estimate() {
    long traces = traceNanos == 0 ? 0 : (traceRoundTrips ? 2 : 1) * (traceNanos + ATTACH);
    return 2 * (warmUpNanos + samples * sampleNanos) + idleNanos + traces;
  }
}
