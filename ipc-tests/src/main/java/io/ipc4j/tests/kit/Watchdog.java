package io.ipc4j.tests.kit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs code that may hang. */
final class Watchdog {
  /** What may hang, and may fail. */
  interface Body {
    void run() throws Throwable;
  }

  private Watchdog() {}

  /**
   * Runs a body on a thread of its own, which is interrupted and left behind if it takes too long.
   *
   * @return what it threw, or where it hangs, or null if it ended well
   */
  static @Nullable Throwable run(String name, Duration limit, Body body)
      throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("kit-" + name)
            .start(() -> {
              try {
                body.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    if (thread.join(limit)) {
      return failure.get();
    }
    AssertionError hangs = new AssertionError(name + " hangs after " + limit.toSeconds() + " s");
    hangs.setStackTrace(thread.getStackTrace());
    thread.interrupt();
    return hangs;
  }
}
