package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.spi.DeadPeers;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of links over lanes have in common: the pairs of lanes that are open, and their
 * release.
 *
 * <p><b>Ownership.</b> One thread at a time; {@link #close} by any. <b>If the process dies
 * here</b>, the other ends find it not alive; what it left is swept by the next who opens the
 * channel.
 */
abstract class ShmEndpoint implements Endpoint {
  private final OpenChannel channel;
  private final List<Pair> pairs = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final DeadPeers dead = new DeadPeers();
  private volatile int generation;

  ShmEndpoint(OpenChannel channel) {
    this.channel = channel;
  }

  /** The lanes of one link, seen from one end. */
  abstract class Pair implements ShmLink.Wiring {
    final LaneName name;
    final LaneFile there;
    final long peer;
    final ShmLink link;
    @Nullable LaneFile back;
    private volatile PeerInfo known;

    /**
     * Opens a link.
     *
     * @param name of the requester's lane
     * @param there the requester's lane
     * @param peer the member at the other end
     */
    Pair(LaneName name, LaneFile there, long peer) {
      this.name = name;
      this.there = there;
      this.peer = peer;
      this.known = channel.peer(peer);
      this.link = new ShmLink(this, channel.spec());
      channel.namespace().watcher().watch(peer, onDeath());
    }

    /** Takes the link down if the other end has closed or died. */
    abstract void check();

    @Override
    public void ended() {
      if (link.state() == Link.State.LOST && other().state() == PeerState.DEAD) {
        dead.add(known);
      }
      changed();
    }

    @Override
    public PeerInfo other() {
      PeerInfo now = known;
      try {
        if (now.state() != PeerState.DEAD) {
          now = channel.asItIs(peer, now);
          known = now;
        }
      } catch (IllegalStateException e) {
        // closed: what was known last holds
      }
      return now;
    }

    Path backPath() {
      return name.toBack().in(channel.directory());
    }

    void close() {
      link.settle();
      channel.namespace().watcher().forget(peer, onDeath());
      there.close();
      LaneFile other = back;
      if (other != null) {
        other.close();
      }
    }
  }

  /** Announces the death of a member to all ends on this side. */
  abstract Runnable onDeath();

  /** Removes from the file system what a pair that is closed leaves. */
  abstract void remove(Pair pair);

  /** Closes this end's part in order. */
  abstract void closeEnd();

  final OpenChannel channel() {
    return channel;
  }

  final synchronized void add(Pair pair) {
    pairs.add(pair);
    changed();
  }

  final synchronized List<Pair> pairs() {
    return List.copyOf(pairs);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // any change is noticed; two may be noticed as one
  private void changed() {
    generation++;
  }

  @Override
  public final int generation() {
    return generation;
  }

  @Override
  public final List<Link> links() {
    return pairs().stream().map(pair -> (Link) pair.link).toList();
  }

  @Override
  public final List<PeerInfo> deadPeers() {
    return dead.list();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a link is itself
  public final void release(Link link) {
    service(); // so that nothing new is built on what goes now
    Optional<Pair> known = pairs().stream().filter(pair -> pair.link == link).findFirst();
    if (known.isPresent()) {
      synchronized (this) {
        pairs.remove(known.get());
      }
      known.get().close();
      remove(known.get());
      changed();
    }
  }

  /** The gate, which subclasses make. */
  @Override
  public abstract Gate gate();

  @Override
  public final void close(Duration linger) {
    if (closed.compareAndSet(false, true)) {
      closeEnd();
      channel.close();
    }
  }
}
