package io.ipc4j.tool;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and a termination signal into an interrupt of the working thread, and gives it a few
 * seconds to close what it opened before the process ends.
 *
 * <p>The JVM ends with 128 plus the signal's number: 130 for Ctrl-C.
 */
final class Interruption {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Thread worker;
  private final CountDownLatch done = new CountDownLatch(1);

  private Interruption(Thread worker) {
    this.worker = worker;
  }

  static Interruption install(Thread worker) {
    Interruption interruption = new Interruption(worker);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::onShutdown, "ipc-shutdown"));
    return interruption;
  }

  /** Says that there is nothing left to clean up. */
  void workDone() {
    done.countDown();
  }

  private void onShutdown() {
    if (done.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
