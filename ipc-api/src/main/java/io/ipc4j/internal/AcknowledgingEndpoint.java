package io.ipc4j.internal;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A receiver's endpoint whose links acknowledge each message once its handler is done with it.
 *
 * <p><i>State:</i> {@code known} are the links that {@link #links} has shown; {@code senders} says
 * how far each numbered sender was heard, also over links that are lost. Both are guarded by this
 * object.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class AcknowledgingEndpoint implements Endpoint {
  private static final int MOST_SENDERS = 10_000;

  /** Told whether the messages from now on may have been handled before. */
  interface Mark {
    void redelivered(boolean mayBe);
  }

  /** How far a sender was heard. */
  static final class Heard {
    long number;
  }

  /** What tells senders apart. */
  record SenderId(long high, long low) {}

  private final Endpoint inner;
  private final List<AcknowledgingLink> known = new ArrayList<>();
  private final Map<SenderId, Heard> senders = new LinkedHashMap<>();
  private Mark mark = mayBe -> {};

  AcknowledgingEndpoint(Endpoint inner) {
    this.inner = inner;
  }

  /** Sets who is told; before the first poll. */
  void onRedelivered(Mark listener) {
    mark = listener;
  }

  Mark mark() {
    return mark;
  }

  // --- senders ---

  /** How far that sender was heard here, or null if it never was. */
  synchronized @Nullable Heard heard(SenderId sender) {
    return senders.get(sender);
  }

  /** Remembers a sender, forgetting the one that was heard first if there are too many. */
  synchronized Heard begin(SenderId sender) {
    if (senders.size() >= MOST_SENDERS) {
      senders.remove(senders.keySet().iterator().next());
    }
    Heard heard = new Heard();
    senders.put(sender, heard);
    return heard;
  }

  private synchronized void forget(SenderId sender) {
    senders.remove(sender);
  }

  // --- Endpoint ---

  @Override
  public void service() {
    inner.service();
  }

  @Override
  public int generation() {
    return inner.generation();
  }

  @Override
  public synchronized List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (Link link : inner.links()) {
      links.add(wrapped(link));
    }
    return links;
  }

  private Link wrapped(Link link) {
    for (AcknowledgingLink one : known) {
      if (one.inner() == link) {
        return one;
      }
    }
    AcknowledgingLink fresh = new AcknowledgingLink(link, this);
    known.add(fresh);
    return fresh;
  }

  @Override
  public List<PeerInfo> deadPeers() {
    return inner.deadPeers();
  }

  @Override
  public void release(Link link) {
    AcknowledgingLink ours = (AcknowledgingLink) link;
    synchronized (this) {
      known.remove(ours);
    }
    SenderId sender = ours.sender();
    if (sender != null && ours.state() == Link.State.CLOSED) {
      forget(sender); // it has nothing to send again
    }
    inner.release(ours.inner());
  }

  @Override
  public Gate gate() {
    return inner.gate();
  }

  @Override
  public void close(Duration linger) {
    inner.close(linger);
  }
}
