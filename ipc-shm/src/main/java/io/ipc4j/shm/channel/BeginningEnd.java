package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.Link.State;
import org.jspecify.annotations.Nullable;

/**
 * What both ends that begin links have in common: they offer lanes, each of which becomes a link
 * when another end accepts it.
 *
 * <p><b>State.</b> {@code offered} is the latest lane; only the owner replaces it. <b>Ordering.</b>
 * A lane exists before {@code [LANES]} says so.
 */
abstract class BeginningEnd extends ShmEndpoint {
  private final String acceptor;
  private final Runnable onDeath;
  private volatile LaneFile offered;
  private LaneName offeredName;
  private long next;

  /**
   * Creates the first lane, which is to be {@linkplain #announce announced}.
   *
   * @param acceptor what the other ends are called
   */
  BeginningEnd(OpenChannel channel, String acceptor) {
    super(channel);
    this.acceptor = acceptor;
    this.onDeath =
        () -> {
          channel.control().readersChanged(); // [READERS]
          gate().wake();
        };
    this.offeredName = new LaneName(false, channel.member(), next++);
    this.offered = channel.createLane(offeredName, 1, Discipline.WAITS);
  }

  /** The latest lane. */
  final LaneFile offered() {
    return offered;
  }

  /** The name of the latest lane. */
  final LaneName offeredName() {
    return offeredName;
  }

  /** Offers another lane. */
  final void offerAnother() {
    LaneName name = new LaneName(false, channel().member(), next++);
    offered = channel().createLane(name, 1, Discipline.WAITS);
    offeredName = name;
  }

  /** Tells the other ends that something is offered, or that lanes have ended. */
  final void announce() {
    channel().control().lanesChanged(); // [LANES]
    channel().wakeReceivers();
  }

  /** A link over a lane that was accepted. */
  abstract class Accepted extends Pair {
    Accepted(LaneName name, LaneFile there) {
      super(name, there, there.layout().acceptedBy());
    }

    @Override
    public final LaneFile out() {
      return there;
    }

    @Override
    public final @Nullable LaneFile in() {
      if (back == null && there.layout().hasBack()) { // [BACK]
        back = LaneFile.attachToRead(backPath()).orElse(null);
      }
      return back;
    }

    @Override
    final void check() {
      if (there.layout().isReaderEnded()) { // [ENDED]
        link.end(State.CLOSED, "");
      } else if (!channel().session().isAlive(peer)) {
        link.end(State.LOST, "the " + acceptor + " died");
      }
    }
  }

  @Override
  final Runnable onDeath() {
    return onDeath;
  }

  @Override
  final void remove(Pair pair) {
    LaneFile.remove(pair.there.path());
    LaneFile.remove(pair.backPath());
  }

  /** Ends all links in order, and removes those that the other end no longer reads. */
  final void closePairs() {
    for (Pair pair : pairs()) {
      boolean taken = pair.link.state() == State.UP;
      pair.there.layout().close(); // [STATE]
      pair.close();
      if (!taken) {
        remove(pair);
      }
    }
  }

  @Override
  public abstract BellGate gate();
}
