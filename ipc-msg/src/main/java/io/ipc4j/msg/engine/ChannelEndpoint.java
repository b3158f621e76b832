package io.ipc4j.msg.engine;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel over byte streams: brings connections up, and keeps them.
 *
 * <p>Connections come up ({@link Arrivals}) on the {@link Engine}'s thread, or in {@link #service}
 * if that is sooner; what flows over them is read and written by the owner; {@link Departure} ends
 * them all.
 *
 * <p><i>State:</i> everything about coming up and going is guarded by {@code lock}; the owner sees
 * {@code links} and {@code generation}, both volatile. A failure of a dialed connection that the
 * owner has to know is kept until the next attempt and thrown by {@link #service}.
 */
public final class ChannelEndpoint implements Endpoint {
  private static final long UPKEEP_EVERY = 10_000;
  private static final long FAILURE_HOLDS = TimeUnit.SECONDS.toNanos(2);

  private final ChannelSpec spec;
  private final Engine engine;
  private final Arrivals arrivals;
  private final boolean sendsOnly;
  private final StreamGate gate;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile List<Peer> peers = List.of();
  private volatile List<Link> links = List.of();
  private volatile @Nullable IpcException failure;
  private volatile long failedAt;
  private volatile long due;
  private volatile boolean poked;
  private volatile boolean closed;
  private long nextUpkeep;

  private record Peer(Connection connection, @Nullable String target) {}

  /**
   * Opens an end.
   *
   * @param spec the channel
   * @param role what this end does
   * @param ours what this end says of itself
   * @param rendezvous how it meets the others; owned by the endpoint
   * @param engine the transport's thread
   * @param handshakeTimeout how long a newcomer may take to say who it is
   */
  public ChannelEndpoint(
      ChannelSpec spec,
      Role role,
      Hello ours,
      Rendezvous rendezvous,
      Engine engine,
      Duration handshakeTimeout) {
    this.spec = spec;
    this.engine = engine;
    this.arrivals =
        new Arrivals(spec.name(), ours, rendezvous, handshakeTimeout.toNanos(), new News());
    this.sendsOnly = role == Role.WRITER;
    this.gate = new StreamGate(engine.pollers(), this::beforeSleep);
    this.due = System.nanoTime();
    arrivals.start(new Door());
    engine.add(this);
  }

  // --- coming up and going ---

  /** What becomes of arrivals, told under the lock. */
  private final class News implements Arrivals.Events {
    @Override
    public void up(ByteStream stream, Inbox inbox, Hello theirs, @Nullable String target)
        throws IOException {
      Connection connection =
          new Connection(stream, engine, inbox, spec, theirs, ChannelEndpoint.this::changed);
      gate.add(stream.source());
      stream
          .standby()
          .ifPresent(source -> engine.assist(new Assistant.Task(source, connection, gate::wake)));
      if (target != null) {
        failure = null;
      }
      List<Peer> now = new ArrayList<>(peers);
      now.add(new Peer(connection, target));
      publish(now);
      changed();
      gate.wake();
    }

    @Override
    public boolean isLinked(String target) {
      return peers.stream()
          .anyMatch(p -> target.equals(p.target) && p.connection.state() == Link.State.UP);
    }

    @Override
    public void failed(@Nullable IpcException why, long now) {
      failure = why;
      failedAt = now;
      gate.wake();
    }
  }

  /** The way in for other threads. */
  private final class Door implements Rendezvous.Home {
    @Override
    public void wake() {
      lookSoon();
    }

    @Override
    public boolean hasLinkTo(long end) {
      return peers.stream()
          .anyMatch(p -> p.connection.theirs().end() == end && p.connection.isStillUp());
    }

    @Override
    public @Nullable String linked() {
      for (Peer peer : peers) {
        if (peer.connection.isStillUp()) {
          return peer.connection.theirs().session();
        }
      }
      return null;
    }
  }

  /** Whether connections have something to do now. */
  boolean isDue(long now) {
    return now - due >= 0;
  }

  long due() {
    return due;
  }

  Optional<Source> acceptor() {
    return arrivals.acceptor();
  }

  /** Brings connections up; any thread. */
  void connect() {
    if (!lock.tryLock()) {
      return; // somebody else is at it
    }
    try {
      long now = System.nanoTime();
      if (closed) {
        return;
      }
      poked = false;
      due = arrivals.advance(now);
      if (poked) {
        due = now;
      }
      engine.wakeBefore(due);
    } finally {
      lock.unlock();
    }
  }

  private void publish(List<Peer> now) {
    peers = List.copyOf(now);
    links = peers.stream().<Link>map(Peer::connection).toList();
  }

  private void changed() {
    generation.incrementAndGet();
    lookSoon();
  }

  /** In this order: whoever is in {@link #connect} sees the flag, or its time is overwritten. */
  private void lookSoon() {
    poked = true;
    due = System.nanoTime();
    engine.wake();
  }

  @Override
  public void release(Link link) {
    lock.lock();
    try {
      for (Peer peer : peers) {
        if (peer.connection == link) {
          cut(peer.connection);
          gate.forget(peer.connection.source());
          publish(peers.stream().filter(p -> !p.equals(peer)).toList());
          changed();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void cut(Connection connection) {
    connection.cut();
    engine.forget(connection.source());
    connection.standby().ifPresent(engine::forget);
  }

  // --- the owner's calls ---

  @Override
  public void service() {
    long now = System.nanoTime();
    if (isDue(now)) {
      connect();
    }
    if (now - nextUpkeep >= 0) {
      nextUpkeep = now + UPKEEP_EVERY;
      for (Peer peer : peers) {
        peer.connection.upkeep(sendsOnly);
      }
    }
    IpcException problem = failure;
    if (problem != null) {
      boolean over = now - failedAt > FAILURE_HOLDS;
      if (over || !links.isEmpty()) {
        failure = null; // told once to an end that has others to talk to
      }
      if (!over) {
        throw problem;
      }
    }
  }

  private long beforeSleep() {
    long longest = Long.MAX_VALUE;
    for (Peer peer : peers) {
      longest = Math.min(longest, peer.connection.beforeSleep());
    }
    return longest;
  }

  @Override
  public int generation() {
    return generation.get();
  }

  @Override
  public List<Link> links() {
    return links;
  }

  @Override
  public Gate gate() {
    return gate;
  }

  // --- closing ---

  @Override
  public void close(Duration linger) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      engine.remove(this);
      arrivals.close();
    } finally {
      lock.unlock();
    }
    new Departure(peers.stream().map(Peer::connection).toList(), this::cut).within(linger);
    gate.close();
    engine.wake();
  }
}
