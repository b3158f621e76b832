package io.ipc4j.internal;

import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Transport;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a transport and session that sleeps on behalf of blocked virtual threads, so
 * that those hold no carrier. Started when the first of them blocks.
 *
 * <p><i>State:</i> {@code stale} says that somebody has come since the waiter's thread last looked
 * who waits: only the first to come after such a look wakes it, so that a thousand who come at once
 * cost one look. <i>Ordering:</i> who comes is listed, then sets {@code stale}; the waiter's thread
 * clears it, then reads the list.
 */
final class Waiter {
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(100);

  private static final class Entry {
    final Gate gate;
    final long token;
    final Thread thread;
    volatile boolean open;

    Entry(Gate gate, long token, Thread thread) {
      this.gate = gate;
      this.token = token;
      this.thread = thread;
    }
  }

  private final Transport transport;
  private final Function<Runnable, Thread> threads;
  private final Set<Entry> entries = new LinkedHashSet<>();
  private boolean stale;
  private @Nullable Thread thread;
  private volatile boolean closed;

  Waiter(Transport transport, Function<Runnable, Thread> threads) {
    this.transport = transport;
    this.threads = threads;
  }

  /** Parks the calling virtual thread until the gate opens or the time is over. */
  void await(Gate gate, long token, long nanos) {
    Entry entry = new Entry(gate, token, Thread.currentThread());
    long deadline = System.nanoTime() + nanos;
    add(entry);
    try {
      while (!entry.open && !entry.thread.isInterrupted() && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      synchronized (this) {
        entries.remove(entry);
      }
      gate.cancel();
    }
  }

  private void add(Entry entry) {
    Thread running;
    boolean first;
    synchronized (this) {
      entries.add(entry);
      first = !stale;
      stale = true;
      if (thread == null) {
        thread = threads.apply(this::run);
        thread.start();
      }
      running = thread;
    }
    if (first) {
      transport.wakeAny(running);
      LockSupport.unpark(running); // it waits in the transport only while somebody is listed
    }
  }

  private void run() {
    Gate[] gates = {};
    long[] tokens = {};
    while (!closed) {
      Entry[] now = lookWhoWaits();
      if (now.length == 0) {
        LockSupport.parkNanos(this, SLICE);
        continue;
      }
      if (gates.length != now.length) {
        gates = new Gate[now.length];
        tokens = new long[now.length];
      }
      for (int i = 0; i < now.length; i++) {
        gates[i] = now[i].gate;
        tokens[i] = now[i].token;
      }
      transport.awaitAny(gates, tokens, now.length, SLICE);
      for (Entry entry : now) {
        if (entry.gate.signalled(entry.token)) {
          entry.open = true;
          LockSupport.unpark(entry.thread);
        }
      }
    }
  }

  /** Those who were let go don't wait any more, even if they haven't run yet. */
  private synchronized Entry[] lookWhoWaits() {
    stale = false;
    entries.removeIf(entry -> entry.open);
    return entries.toArray(Entry[]::new);
  }

  void close() {
    closed = true;
    Thread running;
    synchronized (this) {
      running = thread;
      entries.forEach(e -> LockSupport.unpark(e.thread));
    }
    if (running != null) {
      transport.wakeAny(running);
      LockSupport.unpark(running);
      boolean interrupted = false;
      try {
        running.join(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
