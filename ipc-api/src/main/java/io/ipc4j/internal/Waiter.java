package io.ipc4j.internal;

import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a transport and session that sleeps on behalf of blocked virtual threads, so
 * that those hold no carrier. Started when the first of them blocks.
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
  private final List<Entry> entries = new ArrayList<>();
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
    synchronized (this) {
      entries.add(entry);
      if (thread == null) {
        thread = threads.apply(this::run);
        thread.start();
      }
      running = thread;
    }
    transport.wakeAny(running);
  }

  private void run() {
    while (!closed) {
      List<Entry> now;
      synchronized (this) {
        now = List.copyOf(entries);
      }
      if (now.isEmpty()) {
        LockSupport.parkNanos(this, SLICE);
        continue;
      }
      Gate[] gates = now.stream().map(e -> e.gate).toArray(Gate[]::new);
      long[] tokens = now.stream().mapToLong(e -> e.token).toArray();
      transport.awaitAny(gates, tokens, gates.length, SLICE);
      for (Entry entry : now) {
        if (entry.gate.signalled(entry.token)) {
          entry.open = true;
          LockSupport.unpark(entry.thread);
        }
      }
    }
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
