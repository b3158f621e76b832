package io.ipc4j.msg.engine;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams of an endpoint that are not links yet: has them accepted and dialed, and their ends
 * say who they are. Used under the endpoint's lock; never blocks.
 */
final class Arrivals implements Rendezvous.Newcomers {
  private static final Logger LOG = System.getLogger(Arrivals.class.getName());
  private static final long HANDSHAKE_LOOK = 500_000;

  /** What the endpoint makes of them. */
  interface Events {
    /** Both ends of a stream agree: it is a link now. */
    void up(ByteStream stream, Inbox inbox, Hello theirs, @Nullable String target)
        throws IOException;

    /** Whether there is a link to what was dialed. */
    boolean isLinked(String target);

    /** Why there is no stream that this end has asked for, or null if nobody need know. */
    void failed(@Nullable IpcException why, long now);
  }

  private final String channel;
  private final Hello ours;
  private final Rendezvous rendezvous;
  private final long handshakeTimeout;
  private final Events events;
  private final List<Handshake> handshakes = new ArrayList<>();
  private String lastProblem = "";

  /**
   * Begins with none.
   *
   * @param rendezvous where they come from; owned
   * @param handshakeTimeout how long one may take to say who it is, in nanoseconds
   */
  Arrivals(
      String channel, Hello ours, Rendezvous rendezvous, long handshakeTimeout, Events events) {
    this.channel = channel;
    this.ours = ours;
    this.rendezvous = rendezvous;
    this.handshakeTimeout = handshakeTimeout;
    this.events = events;
  }

  /** Lets the rendezvous begin. */
  void start(Rendezvous.Home home) {
    rendezvous.start(home);
  }

  /** What becomes ready when somebody wants to be accepted. */
  Optional<Source> acceptor() {
    return rendezvous.acceptor();
  }

  /** Accepts, dials, and goes on with handshakes; when it has to be called again. */
  long advance(long now) {
    try {
      rendezvous.seek(now, this);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "channel={0}: {1}", channel, e.getMessage());
    }
    handshakes.removeIf(handshake -> isOver(handshake, now));
    long next = rendezvous.due(now);
    return handshakes.isEmpty() ? next : now + Math.min(next - now, HANDSHAKE_LOOK);
  }

  private boolean isOver(Handshake handshake, long now) {
    String problem;
    IpcException cause = null;
    String target = handshake.target();
    try {
      Hello theirs = handshake.advance(now);
      if (theirs == null) {
        return false;
      }
      up(handshake.stream(), handshake.inbox(), theirs, target);
      return true;
    } catch (IpcException e) {
      problem = String.valueOf(e.getMessage());
      cause = e;
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    handshake.stream().close();
    if (target != null) {
      rendezvous.failed(target, now);
      events.failed(cause, now);
    }
    // the one that dialed throws it from service; the one that accepted says each thing once
    boolean news = target == null && cause != null && !problem.equals(lastProblem);
    lastProblem = news ? problem : lastProblem;
    LOG.log(
        news ? Level.WARNING : Level.DEBUG,
        "channel={0}: no connection with {1}: {2}",
        channel,
        handshake.who(),
        problem);
    return true;
  }

  private void up(ByteStream stream, Inbox inbox, Hello theirs, @Nullable String target)
      throws IOException {
    events.up(stream, inbox, theirs, target);
    if (target != null) {
      rendezvous.succeeded(target);
    }
  }

  /** Brings up no more. */
  void close() {
    rendezvous.close();
    handshakes.forEach(handshake -> handshake.stream().close());
    handshakes.clear();
  }

  // --- Newcomers ---

  @Override
  public void accepted(ByteStream stream) {
    begin(stream, null);
  }

  @Override
  public void dialed(ByteStream stream, String target) {
    begin(stream, target);
  }

  private void begin(ByteStream stream, @Nullable String target) {
    long deadline = System.nanoTime() + handshakeTimeout;
    handshakes.add(new Handshake(stream, ours, target, deadline));
  }

  @Override
  public boolean has(String target) {
    return handshakes.stream().anyMatch(h -> target.equals(h.target())) || events.isLinked(target);
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
    events.failed(why, System.nanoTime());
  }
}
