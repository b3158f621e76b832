package io.ipc4j.msg.engine;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a transport and session that brings connections up, and writes what senders left
 * behind: during a burst after a tick, and when a stream without room has room again. It never
 * reads or hands out a record. Safe for any thread.
 *
 * <p><i>State:</i> {@code ticking} belongs to the thread; others hand over through {@code arrivals}
 * and {@code endpoints} and wake the poller. <i>Ownership:</i> the thread is started with the first
 * endpoint, and ends with {@link #close}.
 */
public final class Engine implements AutoCloseable {
  /** How long, in nanoseconds, bytes of a burst wait at most for more to come. */
  static final long TICK = 50_000;

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_SLEEP = TimeUnit.HOURS.toNanos(1);
  private static final long AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Logger LOG = System.getLogger(Engine.class.getName());

  private final BiFunction<String, Runnable, Thread> threads;
  private final Poller.Factory pollers;
  private final Queue<Outbox> arrivals = new ConcurrentLinkedQueue<>();
  private final Queue<Assistant.Task> tasks = new ConcurrentLinkedQueue<>();
  private final Assistant assistant = new Assistant();
  private final List<Outbox> ticking = new ArrayList<>();
  private final List<ChannelEndpoint> endpoints = new CopyOnWriteArrayList<>();
  private volatile @Nullable Thread thread;
  private volatile @Nullable Poller poller;
  private volatile long sleepsUntil;
  private volatile boolean closed;

  /**
   * An engine for channels of the JDK.
   *
   * @param threads makes its thread from a purpose and a body
   */
  public Engine(BiFunction<String, Runnable, Thread> threads) {
    this(threads, ChannelPoller::new);
  }

  /**
   * An engine.
   *
   * @param threads makes its thread from a purpose and a body
   * @param pollers makes what it and its endpoints wait with
   */
  public Engine(BiFunction<String, Runnable, Thread> threads, Poller.Factory pollers) {
    this.threads = threads;
    this.pollers = pollers;
  }

  /** What makes pollers for the sources of this engine's streams. */
  Poller.Factory pollers() {
    return pollers;
  }

  /** Begins to bring up an endpoint's connections. */
  void add(ChannelEndpoint endpoint) {
    start();
    endpoints.add(endpoint);
    try {
      Optional<Source> acceptor = endpoint.acceptor();
      if (acceptor.isPresent()) {
        started().watch(acceptor.get(), endpoint);
      }
    } catch (IOException e) {
      throw new IllegalStateException("an endpoint that is closed before it is open", e);
    }
    wake();
  }

  /** Stops bringing up an endpoint's connections. */
  void remove(ChannelEndpoint endpoint) {
    endpoints.remove(endpoint);
    endpoint.acceptor().ifPresent(this::forget);
    wake();
  }

  /** Waits no more for a source that was closed, or is about to be. */
  void forget(Source source) {
    Poller its = poller;
    if (its != null) {
      its.forget(source);
    }
  }

  /** Looks after an outbox until its {@link Outbox#tick} says that it may rest. */
  void watch(Outbox outbox) {
    arrivals.add(outbox);
    wake();
  }

  /** Reads ahead for a stream whose owner doesn't, until its source is closed. */
  void assist(Assistant.Task task) {
    tasks.add(task);
    wake();
  }

  /** Has the thread look around: something is due, or a channel was closed. */
  void wake() {
    Poller its = poller;
    if (its != null) {
      its.wake();
    }
  }

  /** Has the thread look around if it would sleep beyond that time. */
  void wakeBefore(long time) {
    if (time - sleepsUntil < 0 && !Thread.currentThread().equals(thread)) {
      wake();
    }
  }

  private synchronized void start() {
    if (closed) {
      throw new IpcClosedException(
          ErrorIds.CLOSED, ErrorText.of("transport").problem("its session is closed").text());
    }
    if (poller == null) {
      Poller its = StreamGate.open(pollers, this::ready);
      poller = its;
      Thread started = threads.apply("engine", () -> run(its));
      thread = started;
      started.start();
    }
  }

  private Poller started() {
    return Objects.requireNonNull(poller);
  }

  private void run(Poller its) {
    while (!closed) {
      try {
        turn(its);
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "the engine goes on after a failure", e);
        LockSupport.parkNanos(this, AFTER_FAILURE);
      }
    }
    its.close();
  }

  private void turn(Poller its) throws IOException {
    long now = System.nanoTime();
    long next = now + LONGEST_SLEEP;
    sleepsUntil = next; // whoever changes what is read below wakes the poller
    for (ChannelEndpoint endpoint : endpoints) {
      if (endpoint.isDue(now)) {
        endpoint.connect();
      }
      next = Math.min(next - now, endpoint.due() - now) + now;
    }
    for (Outbox arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
      ticking.add(arrival);
    }
    ticking.removeIf(outbox -> isDone(outbox, its));
    next = assist(now, next, its);
    if (ticking.isEmpty()) {
      sleepsUntil = next;
      its.await(Math.clamp((next - now) / MILLI, 1, LONGEST_SLEEP / MILLI));
    } else {
      LockSupport.parkNanos(this, TICK);
      its.await(0);
    }
  }

  private long assist(long now, long latest, Poller its) {
    for (Assistant.Task task = tasks.poll(); task != null; task = tasks.poll()) {
      assistant.begin(task, its);
    }
    assistant.help(now, its);
    return assistant.due(now, latest);
  }

  private static boolean isDone(Outbox outbox, Poller its) {
    return switch (outbox.tick()) {
      case REST -> true;
      case LOOK_AGAIN -> false;
      case AWAIT_ROOM -> {
        await(outbox, its, Poller.Interest.WRITE);
        yield true;
      }
      case AWAIT_CREDIT -> {
        await(outbox, its, Poller.Interest.READ);
        yield true;
      }
    };
  }

  private static void await(Outbox outbox, Poller its, Poller.Interest interest) {
    try {
      its.once(outbox.stream().source(), interest, outbox);
    } catch (IOException e) {
      LOG.log(Level.TRACE, "closed in the meantime", e);
    }
  }

  private void ready(Object tag, boolean readable) {
    if (tag instanceof ChannelEndpoint endpoint) {
      endpoint.connect();
    } else if (tag instanceof Outbox outbox) {
      if (readable) {
        outbox.readable();
      }
      ticking.add(outbox);
    } else if (tag instanceof Assistant.Task task) {
      assistant.arrived(task, System.nanoTime());
    }
  }

  /** Ends the thread; what waits is not written any more. Idempotent. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    Poller its = poller;
    if (running == null || its == null) {
      return;
    }
    its.wake();
    LockSupport.unpark(running);
    boolean interrupted = false;
    try {
      running.join(1_000);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
