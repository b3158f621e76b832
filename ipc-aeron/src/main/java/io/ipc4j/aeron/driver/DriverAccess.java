package io.ipc4j.aeron.driver;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a session comes by a media driver.
 *
 * <p>Sessions of one process that embed the driver of one home share it: it ends with the last of
 * them. {@link #ensure} and {@link #tend} belong to one thread at a time.
 */
public final class DriverAccess implements AutoCloseable {
  private static final Map<Path, Embedded> EMBEDDED = new HashMap<>();
  private static final long SWEEP_EVERY = 100_000_000;

  private final DriverHome home;
  private final DriverMode mode;
  private final Duration linger;
  private final ThreadFactory threads;
  private @Nullable Embedded embedded;
  private long nextSweep;

  /** A driver in this process, and how many sessions use it; guarded by the map of them. */
  private static final class Embedded {
    final DriverHost host;
    int users;

    Embedded(DriverHost host) {
      this.host = host;
    }
  }

  /**
   * Makes the access.
   *
   * @param threads makes the thread of an embedded driver
   */
  public DriverAccess(DriverHome home, DriverMode mode, Duration linger, ThreadFactory threads) {
    this.home = home;
    this.mode = mode;
    this.linger = linger;
    this.threads = threads;
  }

  /** The directory shared with the driver. */
  public DriverHome home() {
    return home;
  }

  /** Whether the driver ends with this process. */
  public boolean isEmbedded() {
    return mode == DriverMode.EMBEDDED;
  }

  /**
   * Sees to it that there is a driver; may take as long as starting one does.
   *
   * @throws IpcResourceException if there is none, and none can be had
   */
  public void ensure() {
    switch (mode) {
      case AUTO -> {
        if (home.life() == DriverHome.Life.NONE) {
          new DriverLauncher(home, linger).start();
        }
      }
      case EMBEDDED -> embed();
      case EXTERNAL -> {
        if (home.life() == DriverHome.Life.NONE) {
          throw missing();
        }
      }
    }
  }

  private void embed() {
    synchronized (EMBEDDED) {
      if (embedded != null) {
        return;
      }
      Embedded known = EMBEDDED.get(home.path());
      if (known == null) {
        DriverHost host = DriverHost.start(home, threads);
        if (host == null) {
          throw taken();
        }
        known = new Embedded(host);
        EMBEDDED.put(home.path(), known);
      }
      known.users++;
      embedded = known;
    }
  }

  private IpcResourceException missing() {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("ipc.aeron.driver", "external")
            .problem("no media driver runs in " + home.media())
            .remedy(
                "Start one (./ipc driver), point ipc.aeron.directory at the directory of one that"
                    + " runs, or set ipc.aeron.driver=auto")
            .text());
  }

  private IpcResourceException taken() {
    return new IpcResourceException(
        ErrorIds.SYSTEM_CALL,
        ErrorText.of("ipc.aeron.driver", "embedded")
            .problem(
                "the directory " + home.path() + " has a media driver already: " + home.holder())
            .remedy(
                "Use ipc.aeron.driver=auto to share one, or another directory by"
                    + " ipc.aeron.directory")
            .text());
  }

  /** Whether the directory of a driver in this process was deleted. */
  public boolean isHomeGone() {
    Embedded mine = embedded;
    return mine != null && mine.host.isHomeGone();
  }

  /** Does what is due for a driver in this process. */
  public void tend(long now) {
    Embedded mine = embedded;
    if (mine == null || now - nextSweep < 0) {
      return;
    }
    nextSweep = now + SWEEP_EVERY;
    synchronized (EMBEDDED) {
      mine.host.sweep();
    }
  }

  @Override
  public void close() {
    synchronized (EMBEDDED) {
      Embedded mine = embedded;
      embedded = null;
      if (mine != null && --mine.users == 0) {
        EMBEDDED.remove(home.path());
        mine.host.close();
      }
    }
  }
}
