package io.ipc4j.shm.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel every 100 ms whether the members that this session depends on are alive, and
 * tells those who want to know when one isn't.
 *
 * <p>Thread safe. Its daemon thread runs only while something is watched. A listener is called once
 * for each member, by that thread, holds no lock of the watcher and must not block.
 */
public final class Watcher implements AutoCloseable {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private final Session session;
  private final Function<Runnable, Thread> threads;
  private final Map<Long, Set<Runnable>> watched = new HashMap<>();
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * Watches on behalf of a session.
   *
   * @param session asks; it must stay open until this watcher is closed
   * @param threads makes the daemon thread
   */
  public Watcher(Session session, Function<Runnable, Thread> threads) {
    this.session = session;
    this.threads = threads;
  }

  /** Watches a member until it is gone or {@link #forget} is called. */
  public synchronized void watch(long other, Runnable listener) {
    if (closed) {
      return;
    }
    watched.computeIfAbsent(other, key -> new HashSet<>()).add(listener);
    if (thread == null) {
      thread = threads.apply(this::run);
      thread.start();
    }
  }

  /** Watches a member no longer for this listener. */
  public synchronized void forget(long other, Runnable listener) {
    Set<Runnable> listeners = watched.get(other);
    if (listeners != null && listeners.remove(listener) && listeners.isEmpty()) {
      watched.remove(other);
    }
  }

  private void run() {
    for (Set<Long> asked = toAsk(); !asked.isEmpty(); asked = toAsk()) {
      for (long other : asked) {
        if (!session.isAlive(other)) {
          tell(other);
        }
      }
      LockSupport.parkNanos(this, INTERVAL);
    }
  }

  /** Whom to ask for now; nobody if the thread is to end. */
  private synchronized Set<Long> toAsk() {
    if (watched.isEmpty()) {
      thread = null;
    }
    return Set.copyOf(watched.keySet());
  }

  private void tell(long other) {
    Set<Runnable> listeners;
    synchronized (this) {
      listeners = watched.remove(other);
    }
    if (listeners != null) {
      listeners.forEach(Watcher::tell);
    }
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (IllegalStateException e) {
      // Its memory was closed meanwhile: it doesn't want to know any more.
    }
  }

  /** Ends the thread; when this returns, it asks the session nothing more. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      watched.clear();
      running = thread;
    }
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      LockSupport.unpark(running);
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
