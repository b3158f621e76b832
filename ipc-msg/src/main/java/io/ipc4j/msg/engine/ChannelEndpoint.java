package io.ipc4j.msg.engine;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.Role;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel over byte streams: brings connections up, and keeps them.
 *
 * <p>Connections come up on the {@link Engine}'s thread, or in {@link #service} if that is sooner;
 * what flows over them is read and written by the owner.
 *
 * <p><i>State:</i> everything about coming up and going is guarded by {@code lock}; the owner sees
 * {@code links} and {@code generation}, both volatile. A failure of a dialed connection that the
 * owner has to know is kept until the next attempt and thrown by {@link #service}.
 */
public final class ChannelEndpoint implements Endpoint {
  private static final Logger LOG = System.getLogger(ChannelEndpoint.class.getName());
  private static final long HANDSHAKE_LOOK = 500_000;
  private static final long CLOSE_NAP = 100_000;
  private static final long UPKEEP_EVERY = 10_000;
  private static final long FAILURE_HOLDS = TimeUnit.SECONDS.toNanos(2);
  private static final Duration LONGEST_LINGER = Duration.ofDays(1);

  private final ChannelSpec spec;
  private final Hello ours;
  private final Engine engine;
  private final Rendezvous rendezvous;
  private final long handshakeTimeout;
  private final boolean sendsOnly;
  private final StreamGate gate;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger generation = new AtomicInteger();
  private final List<Handshake> handshakes = new ArrayList<>();
  private final Newcomers newcomers = new Newcomers();
  private volatile List<Peer> peers = List.of();
  private volatile List<Link> links = List.of();
  private volatile @Nullable IpcException failure;
  private volatile long failedAt;
  private volatile long due;
  private volatile boolean poked;
  private volatile boolean closed;
  private long nextUpkeep;
  private String lastProblem = "";

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
    this.ours = ours;
    this.rendezvous = rendezvous;
    this.engine = engine;
    this.handshakeTimeout = handshakeTimeout.toNanos();
    this.sendsOnly = role == Role.WRITER;
    this.gate = new StreamGate(engine.pollers(), this::beforeSleep);
    this.due = System.nanoTime();
    rendezvous.start(new Door());
    engine.add(this);
  }

  // --- coming up and going ---

  /** Receives streams from the rendezvous, under the lock. */
  private final class Newcomers implements Rendezvous.Newcomers {
    @Override
    public void accepted(ByteStream stream) {
      begin(stream, null);
    }

    @Override
    public void dialed(ByteStream stream, String target) {
      begin(stream, target);
    }

    @Override
    public boolean has(String target) {
      return handshakes.stream().anyMatch(h -> target.equals(h.target()))
          || peers.stream()
              .anyMatch(p -> target.equals(p.target) && p.connection.state() == Link.State.UP);
    }

    @Override
    public void agreed(ByteStream stream, Inbox inbox, Hello theirs, @Nullable String target) {
      try {
        up(stream, inbox, theirs, target);
      } catch (IOException e) {
        stream.close();
        if (target != null) {
          rendezvous.failed(target, System.nanoTime());
        }
      }
    }

    @Override
    public void refused(IpcException why) {
      tell(why, System.nanoTime());
    }

    private void begin(ByteStream stream, @Nullable String target) {
      long deadline = System.nanoTime() + handshakeTimeout;
      handshakes.add(new Handshake(stream, ours, target, deadline));
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

  private void tell(@Nullable IpcException cause, long now) {
    failure = cause;
    failedAt = now;
    gate.wake();
  }

  /** Whether connections have something to do now. */
  boolean isDue(long now) {
    return now - due >= 0;
  }

  long due() {
    return due;
  }

  Optional<Source> acceptor() {
    return rendezvous.acceptor();
  }

  /** Accepts, dials, and goes on with handshakes; any thread. */
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
      try {
        rendezvous.seek(now, newcomers);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "channel={0}: {1}", spec.name(), e.getMessage());
      }
      handshakes.removeIf(handshake -> isOver(handshake, now));
      long next = rendezvous.due(now);
      due = handshakes.isEmpty() ? next : now + Math.min(next - now, HANDSHAKE_LOOK);
      if (poked) {
        due = now;
      }
      engine.wakeBefore(due);
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Handshake handshake, long now) {
    String problem;
    IpcException cause = null;
    try {
      Hello theirs = handshake.advance(now);
      if (theirs == null) {
        return false;
      }
      up(handshake.stream(), handshake.inbox(), theirs, handshake.target());
      return true;
    } catch (IpcException e) {
      problem = String.valueOf(e.getMessage());
      cause = e;
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    handshake.stream().close();
    String target = handshake.target();
    if (target != null) {
      rendezvous.failed(target, now);
      tell(cause, now);
    }
    // the one that dialed throws it from service; the one that accepted says each thing once
    boolean news = target == null && cause != null && !problem.equals(lastProblem);
    lastProblem = news ? problem : lastProblem;
    LOG.log(
        news ? Level.WARNING : Level.DEBUG,
        "channel={0}: no connection with {1}: {2}",
        spec.name(),
        handshake.who(),
        problem);
    return true;
  }

  private void up(ByteStream stream, Inbox inbox, Hello theirs, @Nullable String target)
      throws IOException {
    Connection connection = new Connection(stream, engine, inbox, spec, theirs, this::changed);
    gate.add(stream.source());
    stream
        .standby()
        .ifPresent(source -> engine.assist(new Assistant.Task(source, connection, gate::wake)));
    if (target != null) {
      rendezvous.succeeded(target);
      failure = null;
    }
    List<Peer> now = new ArrayList<>(peers);
    now.add(new Peer(connection, target));
    publish(now);
    changed();
    gate.wake();
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
          cut(peer);
          gate.forget(peer.connection.source());
          publish(peers.stream().filter(p -> !p.equals(peer)).toList());
          changed();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void cut(Peer peer) {
    peer.connection.cut();
    engine.forget(peer.connection.source());
    peer.connection.standby().ifPresent(engine::forget);
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
      rendezvous.close();
      handshakes.forEach(handshake -> handshake.stream().close());
      handshakes.clear();
    } finally {
      lock.unlock();
    }
    List<Peer> all = peers;
    all.forEach(peer -> peer.connection.beginClose());
    Duration bounded = linger.compareTo(LONGEST_LINGER) < 0 ? linger : LONGEST_LINGER;
    List<Peer> unfinished = finish(all, System.nanoTime() + bounded.toNanos());
    unfinished.forEach(peer -> peer.connection.giveUp());
    all.forEach(this::cut);
    gate.close();
    engine.wake();
  }

  /** Waits until all is written; those that are not finished in time. */
  private List<Peer> finish(List<Peer> all, long deadline) {
    List<Peer> busy = new ArrayList<>(all);
    boolean interrupted = false;
    while (true) {
      busy.removeIf(this::isFinished);
      if (busy.isEmpty() || System.nanoTime() - deadline >= 0) {
        break;
      }
      LockSupport.parkNanos(CLOSE_NAP);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return busy;
  }

  /** Cuts a finished one at once: that its peer is gone while others linger is no loss. */
  private boolean isFinished(Peer peer) {
    boolean finished = peer.connection.finishClose();
    if (finished) {
      cut(peer);
    }
    return finished;
  }
}
