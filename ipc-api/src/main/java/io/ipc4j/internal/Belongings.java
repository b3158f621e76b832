package io.ipc4j.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session has opened, in order. Safe for any thread. */
final class Belongings {
  private static final Logger LOG = System.getLogger(Belongings.class.getName());

  private final List<AutoCloseable> open = new ArrayList<>();
  private boolean closed;

  /** Takes one over; once all are closed, it is closed at once. */
  void add(AutoCloseable one) {
    synchronized (this) {
      if (!closed) {
        open.add(one);
        return;
      }
    }
    close(one);
  }

  synchronized void remove(AutoCloseable one) {
    open.remove(one); // handles and regions have no equality but identity
  }

  private synchronized @Nullable AutoCloseable last() {
    return open.isEmpty() ? null : open.removeLast();
  }

  /** Closes everything, the last first; one failure does not keep the others open. */
  void closeAll() {
    synchronized (this) {
      closed = true;
    }
    AutoCloseable one;
    while ((one = last()) != null) {
      close(one);
    }
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.log(Level.WARNING, "closing " + one + " failed", e);
    }
  }
}
