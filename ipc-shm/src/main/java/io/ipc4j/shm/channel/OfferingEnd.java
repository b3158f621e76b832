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
 * The end that begins links with any number of others: it always offers one lane more than have
 * become links.
 *
 * <p><b>State.</b> {@code offered} is the lane that nobody has accepted yet. <b>Ordering.</b> The
 * owner sleeps on its session's bell, and says so in every lane before. <b>Ownership.</b> One
 * thread at a time, except that one may sleep while another one looks after the links.
 */
final class OfferingEnd extends ShmEndpoint {
  private static final long NEVER = -1;

  private final Runnable onDeath;
  private final BellGate gate;
  private volatile LaneFile offered;
  private LaneName offeredName;
  private long next;
  private long seen = NEVER;

  OfferingEnd(OpenChannel channel) {
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

  /** A link over a lane that was accepted. */
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
      channel().wakeReceiver(peer);
    }

    @Override
    void check() {
      if (there.layout().isReaderEnded()) { // [ENDED]
        link.end(State.CLOSED, "");
      } else if (!channel().session().isAlive(peer)) {
        link.end(State.LOST, "the receiver died");
      }
    }
  }

  private final class Place implements BellGate.Place {
    @Override
    public Bell bell() {
      return channel().session().bell();
    }

    @Override
    public void sleeping(Sleep how) {
      Sleep onSessionsBell = how == Sleep.AWAKE ? how : Sleep.BY_WAITER;
      offered.layout().asleep(onSessionsBell);
      for (Pair pair : pairs()) {
        pair.there.layout().want(how == Sleep.AWAKE ? 0 : pair.link.want());
        pair.there.layout().asleep(onSessionsBell);
      }
    }
  }

  @Override
  public void service() {
    long now = channel().control().readers(); // [READERS]
    if (now != seen) {
      seen = now;
      pairs().forEach(Pair::check);
    }
    while (offered.layout().acceptedBy() != 0) {
      LaneName name = offeredName;
      LaneFile lane = offered;
      LaneName nextName = new LaneName(false, channel().member(), next++);
      offered = channel().createLane(nextName, 1, Discipline.WAITS);
      offeredName = nextName;
      add(new Accepted(name, lane));
      seen = NEVER; // it may have ended before it was watched
      announce();
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
    service(); // who accepted the offer meanwhile is told that it has ended
    for (Pair pair : pairs()) {
      boolean taken = pair.link.state() == State.UP;
      pair.there.layout().close(); // [STATE]
      pair.close();
      if (!taken) {
        remove(pair);
      }
    }
    offered.layout().close(); // [STATE]
    offered.close();
    LaneFile.remove(offeredName.in(channel().directory()));
    announce();
  }
}
