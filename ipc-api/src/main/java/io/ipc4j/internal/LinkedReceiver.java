package io.ipc4j.internal;

import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Inflow;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.ReceivePort;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A receiving port over the links of an endpoint, polled in turn so that none starves. Belongs to
 * the handle's thread.
 *
 * <p>Polling the only link is this class's own, though the template could do it, since transports
 * use copies of this class ({@link LinkedPorts}). For the same reason it can't hand itself on as
 * what it is: only as a {@link ReceivePort}.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class LinkedReceiver extends ReceivePort implements RecordHandler {
  private static final int SERVICE_EVERY = 256;
  private static final Source[] NONE = {};

  private final Endpoint endpoint;
  private final Consumer<Link> onEnd;
  private Source[] sources = NONE;
  private @Nullable Source sole;
  private int generation;
  private int turn;
  private int untilService = SERVICE_EVERY;
  private @Nullable Source current;
  private @Nullable MessageHandler handler;
  private int handed;

  /**
   * Makes the port.
   *
   * @param onEnd told of each link that has ended and is drained, before it is released
   */
  LinkedReceiver(HandleContext context, Endpoint endpoint, Consumer<Link> onEnd) {
    super(context);
    this.endpoint = endpoint;
    this.onEnd = onEnd;
    this.generation = endpoint.generation() - 1;
  }

  /** One link and what is kept for it. */
  private static final class Source {
    final Link link;
    final Inflow inflow;

    Source(Link link, Inflow inflow) {
      this.link = link;
      this.inflow = inflow;
    }
  }

  /** Takes a record of the {@link #current} source. */
  @Override
  public void onRecord(int flags, MemorySegment memory, long offset, long length) {
    MessageHandler to = handler;
    Source from = current;
    if (to != null && from != null) {
      handed += deliver(to, from.inflow, flags, memory, offset, length);
    }
  }

  @Override
  public int poll(MessageHandler to, int limit) {
    Source only = sole;
    if (only == null || limit < 1 || isClosed()) {
      return super.poll(to, limit);
    }
    try {
      int handled = poll(only, to, limit);
      return handled > 0 && --untilService > 0 ? handled : lookAfter(handled, to, limit);
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  /** Polls until something was handed out or the link is empty. */
  private int poll(Source from, MessageHandler to, int limit) {
    if (handler != to) {
      handler = to; // stays: storing a reference at each poll costs more than comparing it
    }
    if (current != from) {
      current = from;
    }
    handed = 0;
    while (handed == 0) {
      if (from.link.poll(this, limit) == 0) {
        return 0;
      }
    }
    return handed;
  }

  /** Says whether what is delivered from now on may have been handled before. */
  void redelivered(boolean mayBe) {
    markRedelivered(mayBe);
  }

  /** The link whose message is being handled, or was handled last. */
  Link currentLink() {
    Source source = current;
    if (source == null) {
      throw new IllegalStateException("no message was handled yet");
    }
    return source.link;
  }

  @Override
  protected int pollRecords(MessageHandler handler, int limit) {
    int handled = pollInTurn(sources, handler, limit);
    return handled > 0 && --untilService > 0 ? handled : lookAfter(handled, handler, limit);
  }

  /** Does what is due when nothing came, and now and then, and looks for new links. */
  private int lookAfter(int handled, MessageHandler handler, int limit) {
    untilService = SERVICE_EVERY;
    endpoint.service();
    dropEnded();
    if (generation == endpoint.generation()) { // not asked at each poll: it costs as much as one
      return handled;
    }
    refresh();
    return handled == 0 ? pollInTurn(sources, handler, limit) : handled;
  }

  private int pollInTurn(Source[] now, MessageHandler handler, int limit) {
    int handled = 0;
    for (int i = 0; i < now.length && handled < limit; i++) {
      turn = turn + 1 >= now.length ? 0 : turn + 1;
      handled += poll(now[turn], handler, limit - handled);
    }
    return handled;
  }

  private void refresh() {
    generation = endpoint.generation();
    List<Source> now = new ArrayList<>();
    for (Link link : endpoint.links()) {
      Source known = find(link);
      if (known == null) {
        known = new Source(link, new Inflow(this));
        linkUp();
      }
      now.add(known);
    }
    sources = now.toArray(NONE);
    sole = sources.length == 1 ? sources[0] : null;
  }

  private @Nullable Source find(Link link) {
    for (Source source : sources) {
      if (source.link == link) {
        return source;
      }
    }
    return null;
  }

  /** Lets go of links that were seen to be down before they were seen to be empty. */
  private void dropEnded() {
    for (Source source : sources) {
      Link.State state = source.link.state();
      if (state != Link.State.UP && isEmpty(source)) {
        source.inflow.end();
        linkEnded(state == Link.State.CLOSED);
        onEnd.accept(source.link);
        endpoint.release(source.link);
      }
    }
  }

  /** A last look, since something may have arrived between the last poll and the end. */
  private static boolean isEmpty(Source source) {
    return !source.link.hasUnread();
  }

  @Override
  protected Gate gate() {
    return endpoint.gate();
  }

  @Override
  public boolean isDrained() {
    if (generation != endpoint.generation()) {
      refresh();
    }
    // the links too: a new one is there a moment before the generation tells of it
    return sources.length == 0 && linksSoFar() > 0 && endpoint.links().isEmpty();
  }

  @Override
  public boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public List<PeerInfo> peers() {
    return Peers.of(endpoint);
  }

  @Override
  public List<PeerInfo> deadPeers() {
    return endpoint.deadPeers();
  }

  @Override
  protected void closePort(Duration linger) {
    endpoint.close(linger);
  }
}
