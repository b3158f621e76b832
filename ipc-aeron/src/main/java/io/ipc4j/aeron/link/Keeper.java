package io.ipc4j.aeron.link;

import io.ipc4j.aeron.driver.DriverAccess;
import io.ipc4j.error.IpcException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The session's thread for Aeron: talks to the media driver, brings links up, tells peers what was
 * consumed, and notices who has gone, the driver included.
 *
 * <p><i>State:</i> one client, as long as its driver lives; then the next. <i>Ownership:</i> what
 * is given back waits here until nobody is within a call that uses it, since Aeron unmaps it. The
 * thread ends after the session, when nothing waits any more.
 */
public final class Keeper {
  private static final Logger LOG = System.getLogger(Keeper.class.getName());
  private static final long SHORT_NAP = 1_000_000;
  private static final long LONG_NAP = 4_000_000;
  private static final int RESTLESS = 50;
  private static final long RETRY_EVERY = TimeUnit.MILLISECONDS.toNanos(300);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long CLOSE_PATIENCE_MILLIS = 2_000;

  private final DriverAccess access;
  private final String name;
  private final Thread thread;
  private final List<AeronEndpoint> endpoints = new CopyOnWriteArrayList<>();
  private final Queue<AeronEndpoint> closing = new ConcurrentLinkedQueue<>();
  private final Queue<BooleanSupplier> given = new ConcurrentLinkedQueue<>();
  private final List<BooleanSupplier> disposals = new ArrayList<>();
  private final List<AeronClient> past = new ArrayList<>();
  private @Nullable AeronClient client;
  private long retryAt;
  private int quiet;
  private volatile String problem = "";
  private volatile boolean stopping;

  /**
   * Makes the keeper of a session, for which a driver is ready.
   *
   * @param name the session's name, shown by Aeron's tools
   * @param threads makes the thread
   */
  public Keeper(DriverAccess access, String name, Function<Runnable, Thread> threads) {
    this.access = access;
    this.name = name;
    this.thread = threads.apply(this::run);
    this.retryAt = System.nanoTime();
    thread.start();
  }

  // --- any thread ---

  /**
   * Brings an end to life and waits until it can be reached, or reaches out.
   *
   * @return why the driver refuses, or null
   */
  public @Nullable RuntimeException open(AeronEndpoint end) {
    endpoints.add(end);
    LockSupport.unpark(thread);
    RuntimeException refusal = end.awaitStart(PATIENCE);
    return refusal;
  }

  void close(AeronEndpoint end) {
    closing.add(end);
    LockSupport.unpark(thread);
  }

  void dispose(BooleanSupplier attempt) {
    given.add(attempt);
    LockSupport.unpark(thread);
  }

  boolean isDriverOurs() {
    return access.isEmbedded();
  }

  /** What is wrong with the driver now; empty if it is there. */
  public String problem() {
    return problem;
  }

  /** Ends the session here; all ends are closed. */
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_PATIENCE_MILLIS);
    while (thread.isAlive() && System.nanoTime() - deadline < 0) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the keeper's thread ---

  private void run() {
    while (true) {
      int done = 0;
      try {
        done = work(System.nanoTime());
      } catch (
          RuntimeException e) { // Aeron's, at the end of a driver; the next look finds that out
        LOG.log(Level.DEBUG, "{0}: {1}", access.home().path(), e.toString());
      }
      if (stopping && endpoints.isEmpty() && disposals.isEmpty() && given.isEmpty()) {
        break;
      }
      rest(done);
    }
    AeronClient last = client;
    if (last != null) {
      last.close();
    }
    past.forEach(AeronClient::close);
    access.close();
  }

  private void rest(int done) {
    quiet = done > 0 ? 0 : Math.min(quiet + 1, RESTLESS);
    boolean busy = quiet < RESTLESS || endpoints.stream().anyMatch(AeronEndpoint::isBusy);
    LockSupport.parkNanos(this, busy ? SHORT_NAP : LONG_NAP);
  }

  private int work(long now) {
    int done = 0;
    AeronClient here = client;
    if (here == null && !stopping && now - retryAt >= 0) {
      here = connect();
      retryAt = System.nanoTime() + RETRY_EVERY;
    }
    if (here != null) {
      access.tend(now);
      if (here.isAlive(now)) {
        done += here.work();
      } else {
        lose(here);
        here = null;
      }
    }
    for (AeronEndpoint end : endpoints) {
      done += end.work(here, now);
    }
    for (AeronEndpoint end = closing.poll(); end != null; end = closing.poll()) {
      endpoints.remove(end);
      end.retire();
    }
    for (BooleanSupplier one = given.poll(); one != null; one = given.poll()) {
      disposals.add(one);
    }
    disposals.removeIf(BooleanSupplier::getAsBoolean);
    closePast();
    return done;
  }

  private @Nullable AeronClient connect() {
    try {
      access.ensure();
      client = AeronClient.connect(access.home(), name);
      problem = client == null ? "the media driver has ended" : "";
    } catch (IpcException e) {
      if (problem.isEmpty()) {
        LOG.log(Level.WARNING, "{0}", e.getMessage());
      }
      problem = String.valueOf(e.getMessage());
    }
    return client;
  }

  private void lose(AeronClient lost) {
    problem = "the media driver in " + access.home().path() + " has ended";
    LOG.log(Level.WARNING, "{0}", problem);
    client = null;
    past.add(lost);
    endpoints.forEach(end -> end.cutOff(problem));
  }

  private void closePast() {
    for (int i = past.size() - 1; i >= 0; i--) {
      if (!past.get(i).isUsed()) {
        past.remove(i).close();
      }
    }
  }
}
