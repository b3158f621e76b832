package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Sleep;

/**
 * The end that begins links with any number of others: it always offers one lane more than have
 * become links.
 *
 * <p><b>State.</b> The latest lane is the one that nobody has accepted yet. <b>Ordering.</b> The
 * owner sleeps on its session's bell, and says so in every lane before. <b>Ownership.</b> One
 * thread at a time, except that one may sleep while another one looks after the links.
 */
final class OfferingEnd extends BeginningEnd {
  private static final long NEVER = -1;

  private final BellGate gate;
  private long seen = NEVER;

  OfferingEnd(OpenChannel channel) {
    super(channel, "receiver");
    this.gate = new BellGate(new Place(), channel.session());
    announce();
    service();
  }

  /** One of the links. */
  private final class One extends Accepted {
    One(LaneName name, LaneFile there) {
      super(name, there);
    }

    @Override
    public void wakePeer() {
      channel().wakeReceiver(peer);
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
      offered().layout().asleep(onSessionsBell);
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
    while (offered().layout().acceptedBy() != 0) {
      LaneName name = offeredName();
      LaneFile lane = offered();
      offerAnother();
      add(new One(name, lane));
      seen = NEVER; // it may have ended before it was watched
      announce();
    }
  }

  @Override
  public BellGate gate() {
    return gate;
  }

  @Override
  void closeEnd() {
    service(); // who accepted the offer meanwhile is told that it has ended
    closePairs();
    offered().layout().close(); // [STATE]
    offered().close();
    LaneFile.remove(offeredName().in(channel().directory()));
    announce();
  }
}
