package io.ipc4j.msg.engine;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcResourceException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
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
 * and {@code endpoints} and wake the selector. <i>Ownership:</i> the thread is started with the
 * first endpoint, and ends with {@link #close}.
 */
public final class Engine implements AutoCloseable {
  /** How long, in nanoseconds, bytes of a burst wait at most for more to come. */
  static final long TICK = 50_000;

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_SLEEP = TimeUnit.HOURS.toNanos(1);
  private static final long AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Logger LOG = System.getLogger(Engine.class.getName());

  private final BiFunction<String, Runnable, Thread> threads;
  private final Queue<Outbox> arrivals = new ConcurrentLinkedQueue<>();
  private final List<Outbox> ticking = new ArrayList<>();
  private final List<ChannelEndpoint> endpoints = new CopyOnWriteArrayList<>();
  private volatile @Nullable Thread thread;
  private volatile @Nullable Selector selector;
  private volatile long sleepsUntil;
  private volatile boolean closed;

  /** An engine whose thread is made by {@code threads} from a purpose and a body. */
  public Engine(BiFunction<String, Runnable, Thread> threads) {
    this.threads = threads;
  }

  /** Begins to bring up an endpoint's connections. */
  void add(ChannelEndpoint endpoint) {
    start();
    endpoints.add(endpoint);
    try {
      Optional<SelectableChannel> acceptor = endpoint.acceptor();
      if (acceptor.isPresent()) {
        acceptor.get().register(started(), SelectionKey.OP_ACCEPT, endpoint);
      }
    } catch (ClosedChannelException e) {
      throw new IllegalStateException("an endpoint that is closed before it is open", e);
    }
    wake();
  }

  /** Stops bringing up an endpoint's connections. */
  void remove(ChannelEndpoint endpoint) {
    endpoints.remove(endpoint);
    wake();
  }

  /** Looks after an outbox until its {@link Outbox#tick} says that it may rest. */
  void watch(Outbox outbox) {
    arrivals.add(outbox);
    wake();
  }

  /** Has the thread look around: something is due, or a channel was closed. */
  void wake() {
    Selector its = selector;
    if (its != null) {
      its.wakeup();
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
    if (selector == null) {
      Selector its = open();
      selector = its;
      Thread started = threads.apply("engine", () -> run(its));
      thread = started;
      started.start();
    }
  }

  private static Selector open() {
    try {
      return Selector.open();
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("selector").problem("cannot be opened: " + e.getMessage()).text(),
          e);
    }
  }

  private Selector started() {
    return Objects.requireNonNull(selector);
  }

  private void run(Selector its) {
    while (!closed) {
      try {
        turn(its);
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "the engine goes on after a failure", e);
        LockSupport.parkNanos(this, AFTER_FAILURE);
      }
    }
    try {
      its.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "selector", e);
    }
  }

  private void turn(Selector its) throws IOException {
    long now = System.nanoTime();
    long next = now + LONGEST_SLEEP;
    sleepsUntil = next; // whoever changes what is read below wakes the selector
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
    if (ticking.isEmpty()) {
      sleepsUntil = next;
      its.select(this::ready, Math.clamp((next - now) / MILLI, 1, LONGEST_SLEEP / MILLI));
    } else {
      LockSupport.parkNanos(this, TICK);
      its.selectNow(this::ready);
    }
  }

  private static boolean isDone(Outbox outbox, Selector its) {
    return switch (outbox.tick()) {
      case REST -> true;
      case LOOK_AGAIN -> false;
      case AWAIT_ROOM -> {
        await(outbox, its, SelectionKey.OP_WRITE);
        yield true;
      }
      case AWAIT_CREDIT -> {
        await(outbox, its, SelectionKey.OP_READ);
        yield true;
      }
    };
  }

  private static void await(Outbox outbox, Selector its, int event) {
    SelectableChannel channel = outbox.stream().channel();
    try {
      SelectionKey key = channel.keyFor(its);
      if (key == null) {
        channel.register(its, event, outbox);
      } else {
        key.interestOps(event);
      }
    } catch (ClosedChannelException | CancelledKeyException e) {
      LOG.log(Level.TRACE, "closed in the meantime", e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.attachment() instanceof ChannelEndpoint endpoint) {
        endpoint.connect();
      } else if (key.attachment() instanceof Outbox outbox) {
        boolean readable = key.isReadable();
        key.interestOps(0);
        if (readable) {
          outbox.readable();
        }
        ticking.add(outbox);
      }
    } catch (CancelledKeyException e) {
      LOG.log(Level.TRACE, "closed in the meantime", e);
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
    Selector its = selector;
    if (running == null || its == null) {
      return;
    }
    its.wakeup();
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
