package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Sleep;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link.State;
import org.jspecify.annotations.Nullable;

/**
 * The end that begins links: it offers a lane, which becomes a link when a responder accepts it,
 * and offers a new one when that link has ended.
 *
 * <p><b>State.</b> {@code offered} is the latest lane, on whose bell this end sleeps; it is
 * replaced only by the owner, while nobody sleeps there.
 */
final class RequestingEnd extends ShmEndpoint {
  private static final long NEVER = -1;

  private final Runnable onDeath;
  private final BellGate gate;
  private volatile LaneFile offered;
  private LaneName offeredName;
  private volatile @Nullable Accepted accepted;
  private long next;
  private long seen = NEVER;

  RequestingEnd(OpenChannel channel) {
    super(channel);
    this.offeredName = new LaneName(false, channel.member(), next++);
    this.offered = channel.createLane(offeredName, 1, Discipline.WAITS);
    this.gate = new BellGate(new Place(), channel.session());
    this.onDeath =
        () -> {
          channel.control().readersChanged(); // [READERS]
          gate.wake();
        };
    announce();
    service();
  }

  private void announce() {
    channel().control().lanesChanged(); // [LANES]
    channel().wakeReceivers();
  }

  /** The link over the latest lane, once it is accepted. */
  private final class Accepted extends Pair {
    Accepted(LaneName name, LaneFile there) {
      super(name, there, there.layout().acceptedBy());
    }

    @Override
    public LaneFile out() {
      return there;
    }

    @Override
    public @Nullable LaneFile in() {
      if (back == null && there.layout().hasBack()) { // [BACK]
        back = LaneFile.attachToRead(backPath()).orElse(null);
      }
      return back;
    }

    @Override
    public void wakePeer() {
      if (channel().control().sleepers() != 0) {
        channel().wakeReceivers();
      }
    }

    @Override
    void check() {
      if (there.layout().isReaderEnded()) { // [ENDED]
        link.end(State.CLOSED, "");
      } else if (!channel().session().isAlive(peer)) {
        link.end(State.LOST, "the responder died");
      }
    }
  }

  private final class Place implements BellGate.Place {
    @Override
    public Bell bell() {
      return offered.layout().bell();
    }

    @Override
    public void sleeping(Sleep how) {
      Accepted pair = accepted;
      offered.layout().want(how == Sleep.AWAKE || pair == null ? 0 : pair.link.want());
      offered.layout().asleep(how);
    }
  }

  @Override
  public void service() {
    Accepted pair = accepted;
    if (pair != null) {
      long now = channel().control().readers(); // [READERS]
      if (now != seen) {
        seen = now;
        pair.check();
      }
      if (pair.link.state() == State.UP) {
        return;
      }
      accepted = null;
      offeredName = new LaneName(false, channel().member(), next++);
      offered = channel().createLane(offeredName, 1, Discipline.WAITS);
      announce();
    }
    if (offered.layout().acceptedBy() != 0) {
      Accepted fresh = new Accepted(offeredName, offered);
      accepted = fresh;
      seen = NEVER; // it may have ended before it was watched
      add(fresh);
    }
  }

  @Override
  Runnable onDeath() {
    return onDeath;
  }

  @Override
  void remove(Pair pair) {
    LaneFile.remove(pair.there.path());
    LaneFile.remove(pair.backPath());
  }

  @Override
  public Gate gate() {
    return gate;
  }

  @Override
  void closeEnd() {
    for (Pair pair : pairs()) {
      boolean taken = pair.link.state() == State.UP;
      pair.there.layout().close(); // [STATE]
      pair.close();
      if (!taken) {
        remove(pair);
      }
    }
    if (accepted == null) {
      offered.close();
      LaneFile.remove(offered.path());
    }
    announce();
  }
}
