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

  synchronized void add(AutoCloseable one) {
    open.add(one);
  }

  synchronized void remove(AutoCloseable one) {
    open.remove(one); // handles and regions have no equality but identity
  }

  private synchronized @Nullable AutoCloseable last() {
    return open.isEmpty() ? null : open.removeLast();
  }

  /** Closes everything, the last first; one failure does not keep the others open. */
  void closeAll() {
    AutoCloseable one;
    while ((one = last()) != null) {
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
}
