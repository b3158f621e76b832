package io.ipc4j.msg.tcp;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of this process that brings TCP connections up: it accepts, finishes connecting,
 * agrees on keys, and hears who is there; and it looks whether the other machines still answer. No
 * record passes it.
 *
 * <p><i>State:</i> visits belong to the thread; others hand over through {@code tasks}. The ports
 * are guarded by this object. <i>Ownership:</i> the first session that uses TCP starts it, the last
 * one ends it.
 */
final class Doorkeeper {
  private static final Logger LOG = System.getLogger(Doorkeeper.class.getName());
  private static final long LOOK_EVERY = 20;
  private static final long LONGEST_SLEEP = 60_000;
  private static final long SAY_AGAIN = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST_SAID = 100;
  private static final long DRAIN = TimeUnit.SECONDS.toNanos(2);
  private static final int MOST_DRAINED = 64;
  private static final long PATIENCE = 5;

  private static @Nullable Doorkeeper running;
  private static int users;

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Set<Visit> visits = new LinkedHashSet<>();
  private final Map<Visit, Long> leaving = new HashMap<>();
  private final Map<TcpStream, TcpSettings> watched = new HashMap<>();
  private final Map<InetSocketAddress, Port> ports = new HashMap<>();
  private final Map<String, Long> said = new LinkedHashMap<>();
  private final ByteBuffer waste = ByteBuffer.allocate(4096);
  private long nextHeartbeat;
  private volatile boolean stopped;

  private Doorkeeper(Selector selector) {
    this.selector = selector;
  }

  // --- being there ---

  /** The doorkeeper, for one user more. */
  static synchronized Doorkeeper enter(BiFunction<String, Runnable, Thread> threads)
      throws IOException {
    Doorkeeper doorkeeper = running;
    if (doorkeeper == null) {
      doorkeeper = new Doorkeeper(Selector.open());
      threads.apply("doorkeeper", doorkeeper::run).start();
      running = doorkeeper;
    }
    users++;
    return doorkeeper;
  }

  /** One user less. */
  static synchronized void leave() {
    Doorkeeper doorkeeper = running;
    if (--users == 0 && doorkeeper != null) {
      running = null;
      doorkeeper.stopped = true;
      doorkeeper.selector.wakeup();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        turn();
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "the doorkeeper goes on after a failure", e);
      }
    }
    try {
      visits.forEach(visit -> visit.stream().close());
      leaving.keySet().forEach(visit -> visit.stream().close());
      runTasks();
      selector.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "selector", e);
    }
  }

  private void turn() throws IOException {
    List<Visit> ready = new ArrayList<>();
    selector.select(key -> note(key, ready), pause());
    runTasks();
    long now = System.nanoTime();
    ready.forEach(visit -> advance(visit, now));
    for (Visit visit : List.copyOf(visits)) {
      if (!visit.isWaiting()) {
        advance(visit, now);
      }
    }
    leaving.entrySet().removeIf(entry -> hasLeft(entry.getKey(), entry.getValue(), now));
    heartbeat(now);
  }

  private long pause() {
    if (!leaving.isEmpty() || visits.stream().anyMatch(visit -> !visit.isWaiting())) {
      return LOOK_EVERY;
    }
    boolean checks = watched.keySet().stream().anyMatch(TcpStream::needsCheck);
    long until = TimeUnit.NANOSECONDS.toMillis(nextHeartbeat - System.nanoTime());
    // what is written from now on is looked at one heartbeat later
    return checks ? Math.clamp(until, 1, LONGEST_SLEEP) : slowest();
  }

  private long slowest() {
    return watched.values().stream()
        .mapToLong(settings -> TimeUnit.NANOSECONDS.toMillis(settings.lookEvery()))
        .min()
        .orElse(LONGEST_SLEEP);
  }

  private void note(SelectionKey key, List<Visit> ready) {
    try {
      if (key.attachment() instanceof Port port) {
        port.accept();
      } else if (key.attachment() instanceof Visit visit) {
        ready.add(visit);
      }
    } catch (CancelledKeyException e) {
      LOG.log(Level.TRACE, "closed in the meantime", e);
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Runs something on the thread, soon. Any thread. */
  void submit(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  // --- visits ---

  /** Takes a visit. Any thread. */
  void take(Visit visit) {
    submit(() -> {
      try {
        int connects = visit.isAccepted() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
        visit.tcp().channel().register(selector, connects, visit);
        visits.add(visit);
        advance(visit, System.nanoTime());
      } catch (ClosedChannelException e) {
        visit.fail(e);
      }
    });
  }

  /** Ends a visit. Any thread. */
  void dismiss(Visit visit) {
    visit.dismiss();
    visit.tcp().endOutput(); // before what its end says on other connections
    submit(() -> advance(visit, System.nanoTime()));
  }

  /** Has those who wait look again whether they are wanted. Any thread. */
  void reconsider() {
    submit(() -> {
      long now = System.nanoTime();
      for (Visit visit : List.copyOf(visits)) {
        if (visit.isWaiting() && visit.isAccepted()) {
          advance(visit, now);
        }
      }
    });
  }

  private void advance(Visit visit, long now) {
    if (!visits.contains(visit)) {
      return;
    }
    SelectionKey key = visit.tcp().channel().keyFor(selector);
    if (!visit.advance(now)) {
      if (key != null && key.isValid() && visit.tcp().channel().isConnected()) {
        key.interestOps(SelectionKey.OP_READ); // a connection may be there before it is waited for
      }
    } else {
      visits.remove(visit);
      if (visit.hasFailed()) {
        leave(visit, now);
      } else if (key != null) {
        key.cancel();
        watched.put(visit.tcp(), visit.tcp().settings());
        nextHeartbeat = now; // it may have been far away while there was nothing to look at
      }
    }
  }

  /** What was said last arrives only if nothing is left unread when the connection is closed. */
  private void leave(Visit visit, long now) {
    if (visit.isAccepted() && leaving.size() < MOST_DRAINED) {
      visit.tcp().endOutput();
      leaving.put(visit, now + DRAIN);
    } else {
      visit.stream().close();
    }
  }

  private boolean hasLeft(Visit visit, long deadline, long now) {
    boolean over = now - deadline >= 0;
    try {
      int read = 1;
      while (read > 0 && !over) {
        read = visit.tcp().raw(waste.clear());
      }
      over |= read < 0;
    } catch (IOException e) {
      over = true;
    }
    if (over) {
      visit.stream().close();
    }
    return over;
  }

  // --- ports ---

  /** What opens an address that nobody here listens at. */
  @FunctionalInterface
  interface Opening {
    ServerSocketChannel open() throws IOException;
  }

  /** Takes a seat at an address, opening it if need be. */
  synchronized Port seat(
      InetSocketAddress address,
      Seat seat,
      TcpSettings settings,
      @Nullable Tls tls,
      Opening opening)
      throws IOException {
    Port port = ports.get(address);
    if (port == null) {
      port = new Port(address, opening.open(), settings, tls, this);
      port.enter(seat);
      ports.put(address, port);
      Port opened = port;
      submit(() -> watch(opened));
    } else {
      Tls.requireSame(port.tls(), tls, address);
      port.enter(seat);
    }
    return port;
  }

  private void watch(Port port) {
    try {
      port.server().register(selector, SelectionKey.OP_ACCEPT, port);
    } catch (ClosedChannelException e) {
      LOG.log(Level.TRACE, "closed in the meantime", e);
    }
  }

  /** Gives a seat back; the address is free when this returns, if it was the last. */
  void unseat(Port port, Seat seat) {
    CompletableFuture<Boolean> free = new CompletableFuture<>();
    synchronized (this) {
      if (!port.leave(seat)) {
        return;
      }
      ports.remove(port.address());
      submit(() -> close(port, free));
    }
    boolean interrupted = Thread.interrupted();
    try {
      free.get(PATIENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.DEBUG, "an address is closed late", e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The system closes a socket when no selector has it any more. */
  private void close(Port port, CompletableFuture<Boolean> free) {
    Closing.quietly(port.server());
    try {
      selector.selectNow(key -> {});
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "selector", e);
    }
    for (Visit visit : List.copyOf(visits)) {
      if (visit.isAccepted() && visit.isWaiting()) {
        advance(visit, System.nanoTime());
      }
    }
    free.complete(true);
  }

  // --- heartbeats ---

  private void heartbeat(long now) {
    if (now - nextHeartbeat < 0) {
      return;
    }
    watched.keySet().removeIf(stream -> !stream.channel().isOpen());
    List<TcpStream> due = watched.keySet().stream().filter(TcpStream::needsCheck).toList();
    long next = TimeUnit.MILLISECONDS.toNanos(slowest());
    nextHeartbeat = now + next;
    if (due.isEmpty()) {
      return;
    }
    KernelTable table = KernelTable.read();
    for (TcpStream stream : due) {
      try {
        stream.check(table, now);
      } catch (IOException e) {
        LOG.log(Level.TRACE, "closed in the meantime", e);
      }
    }
  }

  // --- telling ---

  /** Warns of something, the same thing once a minute. */
  void report(String problem) {
    long now = System.nanoTime();
    String kind = problem.replaceAll(":[0-9]+", "").replaceAll("@[0-9]+", "");
    synchronized (said) {
      Long last = said.get(kind);
      boolean again = last == null || now - last > SAY_AGAIN;
      if (again) {
        said.remove(kind);
        said.put(kind, now);
        if (said.size() > MOST_SAID) {
          said.remove(said.keySet().iterator().next());
        }
      }
      LOG.log(again ? Level.WARNING : Level.DEBUG, problem);
    }
  }
}
