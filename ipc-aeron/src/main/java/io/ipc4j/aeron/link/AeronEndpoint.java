package io.ipc4j.aeron.link;

import io.ipc4j.aeron.wiring.Wiring;
import io.ipc4j.error.IpcException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.NapGate;
import io.ipc4j.spi.Role;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel over Aeron.
 *
 * <p><i>State:</i> links come up and are given back on the keeper's thread; the owner sees {@code
 * links} and {@code generation}, both volatile. The station belongs to the keeper, and is replaced
 * when the media driver was. <i>Ownership:</i> what a link used is given back when nobody is within
 * a call that uses it.
 */
public final class AeronEndpoint implements Endpoint {
  /** How long a peer may take on the way to a link. */
  static final long HANDSHAKE = TimeUnit.SECONDS.toNanos(30);

  /** How long a refusal is kept, so that the other end isn't refused again and again. */
  static final long REFUSAL = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = System.getLogger(AeronEndpoint.class.getName());
  private static final long UPKEEP_EVERY = 50_000;
  private static final long CLOSE_NAP = 100_000;
  private static final long LONGEST_NAP = 1_000_000;
  private static final long FAREWELL = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long RETRY_EVERY = TimeUnit.SECONDS.toNanos(1);
  private static final long FAILURE_HOLDS = TimeUnit.SECONDS.toNanos(2);
  private static final Duration LONGEST_LINGER = Duration.ofDays(1);

  private final ChannelSpec spec;
  private final Role role;
  private final boolean listens;
  private final Self self;
  private final Wiring wiring;
  private final Keeper keeper;
  private final AutoCloseable claim;
  private final Gate gate = new NapGate(LONGEST_NAP);
  private final AtomicInteger generation = new AtomicInteger();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Station station;
  private @Nullable RuntimeException refusal;
  private volatile List<Entry> entries = List.of();
  private volatile List<Link> links = List.of();
  private volatile @Nullable IpcException failure;
  private volatile long failedAt;
  private volatile boolean closed;
  private long retryAt;
  private long nextUpkeep;

  /**
   * Who this end is.
   *
   * @param namespace the namespace
   * @param session the session's name
   * @param pid this process
   * @param uid this user, told to applications about peers that must be of the same one
   */
  public record Self(String namespace, String session, long pid, long uid) {}

  private record Entry(AeronLink link, Handshake way, Station station) {}

  /**
   * Makes an end, which {@link Keeper#open} brings to life.
   *
   * @param claim what is given back when the end has closed
   */
  public AeronEndpoint(
      ChannelSpec spec,
      Role role,
      boolean listens,
      Self self,
      Wiring wiring,
      Keeper keeper,
      AutoCloseable claim) {
    this.spec = spec;
    this.role = role;
    this.listens = listens;
    this.self = self;
    this.wiring = wiring;
    this.keeper = keeper;
    this.claim = claim;
  }

  ChannelSpec spec() {
    return spec;
  }

  Role role() {
    return role;
  }

  Card card(long id, Card.Places places) {
    return new Card(
        id,
        role,
        spec.capacity(),
        self.pid,
        places,
        spec.agreement(),
        self.namespace,
        spec.name(),
        self.session);
  }

  /** The stream on which ends of this channel meet: the same for all of them. */
  int meetingStream() {
    long hash = 0xcbf29ce484222325L; // FNV-1a
    String text = self.namespace + "/" + spec.name();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
    }
    return (int) (hash ^ hash >>> 32);
  }

  // --- the keeper's calls ---

  /** Does what is due over the driver that is there, or without one; returns how much that was. */
  int work(@Nullable AeronClient client, long now) {
    int done = 0;
    if (client != null && !closed) {
      done += advance(client, now);
    }
    for (Entry entry : entries) {
      done += entry.link.readControl() ? 1 : 0;
      entry.link.acknowledge();
    }
    return done;
  }

  private int advance(AeronClient client, long now) {
    Station here = station;
    if (here == null) {
      if (now - retryAt < 0) {
        return 0;
      }
      here = new Station(this, client, wiring, listens);
      station = here;
    }
    try {
      if (here.isStarted()) {
        return here.work(now);
      }
      if (here.start()) {
        started.countDown();
      }
      return 1;
    } catch (RuntimeException e) { // Aeron's, of which there are many kinds
      LOG.log(Level.DEBUG, "channel={0}: {1}", spec.name(), e.toString());
      refusal = e;
      started.countDown();
      retryAt = now + RETRY_EVERY;
      retire(here);
      return 0;
    }
  }

  private void retire(Station one) {
    station = null;
    keeper.dispose(one::tryClose);
  }

  /** The driver has ended. */
  void cutOff(String why) {
    for (Entry entry : entries) {
      entry.link.cutOff(why);
    }
    Station here = station;
    if (here != null) {
      retire(here);
    }
  }

  boolean isBusy() {
    Station here = station;
    return here != null && (!here.isStarted() || here.isBusy());
  }

  /** Gives everything back, after the end has closed. */
  void retire() {
    List<Entry> all = entries;
    entries = List.of();
    all.forEach(this::dispose);
    Station here = station;
    if (here == null) {
      ended.countDown();
      return;
    }
    station = null;
    keeper.dispose(() -> {
      boolean done = here.tryClose();
      if (done) {
        ended.countDown();
      }
      return done;
    });
  }

  private void dispose(Entry entry) {
    keeper.dispose(() -> {
      boolean done = entry.link.tryEnd();
      if (done) {
        entry.station.unlinked(entry.way, entry.link);
      }
      return done;
    });
  }

  // --- the station's calls ---

  boolean hasLink() {
    return entries.stream().anyMatch(e -> e.link.state() == Link.State.UP);
  }

  boolean hasLink(long peer) {
    return entries.stream()
        .anyMatch(e -> e.link.card().id() == peer && e.link.state() == Link.State.UP);
  }

  void up(Handshake way, AeronLink.Streams streams) {
    OptionalLong uid = wiring.isLocal() ? OptionalLong.of(self.uid) : OptionalLong.empty();
    AeronLink link = new AeronLink(way.theirs(), streams, spec.name(), uid, this::changed);
    Station here = station;
    if (here == null) {
      return;
    }
    here.linked();
    synchronized (this) {
      List<Entry> now = new java.util.ArrayList<>(entries);
      now.add(new Entry(link, way, here));
      publish(now);
    }
    failure = null;
    changed();
  }

  /** A peer can't be talked to for a reason that the owner has to know. */
  void fail(IpcException e, long now) {
    failedAt = now;
    failure = e;
    gate.wake();
  }

  private synchronized void publish(List<Entry> now) {
    entries = List.copyOf(now);
    links = entries.stream().<Link>map(Entry::link).toList();
  }

  private void changed() {
    generation.incrementAndGet();
    gate.wake();
  }

  // --- the owner's calls ---

  /**
   * Waits until the end can be reached, or reaches out.
   *
   * @return why the driver refuses, or null
   */
  @Nullable RuntimeException awaitStart(Duration patience) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        boolean come =
            started.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return come ? refusal : new IllegalStateException("the media driver does not answer");
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  @Override
  public void service() {
    long now = System.nanoTime();
    if (now - nextUpkeep >= 0) {
      nextUpkeep = now + UPKEEP_EVERY;
      for (Entry entry : entries) {
        entry.link.readControl();
        entry.link.acknowledge();
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

  @Override
  public int generation() {
    return generation.get();
  }

  @Override
  public List<Link> links() {
    return links;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
  public void release(Link link) {
    Entry released = null;
    synchronized (this) {
      for (Entry entry : entries) {
        if (entry.link == link) {
          released = entry;
        }
      }
      if (released != null) {
        Entry gone = released;
        publish(entries.stream().filter(e -> e != gone).toList());
      }
    }
    if (released != null) {
      released.link.end(Link.State.CLOSED, "");
      changed();
      dispose(released);
    }
  }

  @Override
  public Gate gate() {
    return gate;
  }

  // --- closing ---

  @Override
  public void close(Duration linger) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    List<Entry> all = entries;
    Duration bounded = linger.compareTo(LONGEST_LINGER) < 0 ? linger : LONGEST_LINGER;
    boolean kept = !keeper.isDriverOurs(); // what was written, another process's driver delivers
    if (!kept) {
      awaitUntil(System.nanoTime() + bounded.toNanos(), all, e -> e.link.isFlushed());
    }
    awaitUntil(System.nanoTime() + FAREWELL, all, e -> e.link.sayBye());
    for (Entry entry : all) {
      boolean complete = kept || entry.link.isFlushed();
      entry.link.end(
          complete ? Link.State.CLOSED : Link.State.LOST, complete ? "" : "closed before the end");
    }
    keeper.close(this);
    awaitUntil(System.nanoTime() + FAREWELL, all, e -> ended.getCount() == 0);
    try {
      claim.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitUntil(
      long deadline, List<Entry> all, java.util.function.Predicate<Entry> condition) {
    boolean interrupted = false;
    while (!all.stream().allMatch(condition) && System.nanoTime() - deadline < 0) {
      all.forEach(e -> e.link.readControl());
      LockSupport.parkNanos(CLOSE_NAP);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
