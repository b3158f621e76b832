package io.ipc4j.tool;

import io.ipc4j.channel.Receiver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Receives until it is time to end, and flushes the output whenever no message is waiting. For use
 * by one thread.
 */
final class Inflow {

  private static final int BATCH = 1024;
  private static final int ENDED = -1;
  private static final Duration BEFORE_FLUSH = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);
  private static final long LOOK_AGAIN_MILLIS = 5;

  /** How often a child looks whether whoever launched it is there, until it has come. */
  private static final long LAUNCHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Receiver receiver;
  private final MessageOutput output;
  private final ReceiveOptions options;
  private final boolean once;
  private final boolean child;
  private final long idleNanos;

  /**
   * Ready to run.
   *
   * @param child whether only who launched this process can send: then this ends when the last
   *     sender has closed, as by the option, and when there will never be one
   */
  Inflow(Receiver receiver, MessageOutput output, ReceiveOptions options, boolean child) {
    this.receiver = receiver;
    this.output = output;
    this.options = options;
    this.once = options.once() || child;
    this.child = child;
    Duration idle = options.idleTimeout();
    this.idleNanos = (idle == null ? LONG : idle).toNanos();
  }

  /** Receives until one of the options' conditions holds, or the thread is interrupted. */
  void run() throws IOException, InterruptedException {
    long remaining = options.count();
    while (remaining > 0) {
      int limit = (int) Math.min(remaining, BATCH);
      int handled = receiver.poll(output, limit);
      if (handled == 0) {
        handled = await(limit);
      }
      if (handled == ENDED) {
        return;
      }
      remaining -= handled;
    }
  }

  private int await(int limit) throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (output.hasUnflushed()) {
      int handled = receiver.poll(output, limit, BEFORE_FLUSH);
      if (handled > 0) {
        return handled;
      }
      output.flush();
    }
    while (true) {
      if (once && receiver.isDrained()) {
        return ENDED;
      }
      long left = idleNanos - (System.nanoTime() - start);
      boolean alone = child && receiver.stats().linksUp() == 0;
      long wait = alone ? Math.min(left, LAUNCHER_NANOS) : left;
      int handled = receiver.poll(output, limit, Duration.ofNanos(Math.max(0, wait)));
      if (handled > 0) {
        return handled;
      }
      if (alone && receiver.stats().linksUp() == 0 && Launcher.isGone()) {
        return ENDED;
      }
      if (left <= 0 && options.idleTimeout() != null) {
        return ENDED;
      }
      if (left <= 0) {
        start = System.nanoTime();
      } else if (receiver.isDrained() && !once) {
        Thread.sleep(
            LOOK_AGAIN_MILLIS); // a timed poll returns at once while the channel is drained
      }
    }
  }
}
