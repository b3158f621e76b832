package io.ipc4j.tests.kit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a test has opened, closed in the reverse order. Safe for any thread. */
final class Belongings {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  synchronized void add(AutoCloseable one) {
    open.push(one);
  }

  private synchronized @Nullable AutoCloseable last() {
    return open.poll();
  }

  /** Closes everything; of several failures the last is thrown, and holds the others. */
  void closeAll() throws Exception {
    Exception failure = null;
    AutoCloseable one;
    while ((one = last()) != null) {
      try {
        one.close();
      } catch (Exception e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
