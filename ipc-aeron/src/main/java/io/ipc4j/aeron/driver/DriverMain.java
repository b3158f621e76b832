package io.ipc4j.aeron.driver;

import io.ipc4j.aeron.posix.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * A media driver as a process of its own.
 *
 * <p>Arguments: the home, and for how many milliseconds it goes on without clients. It leaves the
 * process group of whoever started it. Exits with 0 when it has ended for want of clients, or
 * because its home was deleted, or when there is a driver already.
 */
public final class DriverMain {
  private static final long SWEEP_EVERY = 100_000_000;

  private DriverMain() {}

  /**
   * Runs the driver.
   *
   * @param arguments home, milliseconds
   */
  public static void main(String[] arguments) {
    Processes.leaveGroup();
    DriverHome home = new DriverHome(Path.of(arguments[0]));
    Duration linger = Duration.ofMillis(Long.parseLong(arguments[1]));
    ThreadFactory threads = body -> daemon(body);
    DriverHost host = DriverHost.start(home, threads);
    if (host != null) {
      // at the end of the machine's run, or when it is asked to end
      Runtime.getRuntime().addShutdownHook(new Thread(host::close, "shutdown"));
      runUntilUnused(host, linger.toNanos());
    }
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "media-driver");
    thread.setDaemon(true);
    return thread;
  }

  private static void runUntilUnused(DriverHost host, long linger) {
    long used = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(SWEEP_EVERY);
      if (host.isHomeGone()) {
        Runtime.getRuntime().halt(0); // without tidying up: what is at its place is another's
      }
      long now = System.nanoTime();
      if (host.sweep() > 0) {
        used = now;
      } else if (now - used >= linger && host.endIfUnused()) {
        return;
      }
    }
  }
}
