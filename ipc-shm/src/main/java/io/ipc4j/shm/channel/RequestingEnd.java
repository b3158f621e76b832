package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Sleep;
import io.ipc4j.spi.Link.State;
import org.jspecify.annotations.Nullable;

/**
 * The end that begins one link: it offers a lane, which becomes a link when a responder accepts it,
 * and offers a new one when that link has ended.
 *
 * <p><b>State.</b> On the bell of the latest lane this end sleeps; it is replaced only while nobody
 * sleeps there.
 */
final class RequestingEnd extends BeginningEnd {
  private static final long NEVER = -1;

  private final BellGate gate;
  private volatile @Nullable Accepted accepted;
  private long seen = NEVER;

  RequestingEnd(OpenChannel channel) {
    super(channel, "responder");
    this.gate = new BellGate(new Place(), channel.session());
    announce();
    service();
  }

  /** The link over the latest lane, once it is accepted. */
  private final class Only extends Accepted {
    Only(LaneName name, LaneFile there) {
      super(name, there);
    }

    @Override
    public void wakePeer() {
      if (channel().control().sleepers() != 0) {
        channel().wakeReceivers();
      }
    }
  }

  private final class Place implements BellGate.Place {
    @Override
    public Bell bell() {
      return offered().layout().bell();
    }

    @Override
    public void sleeping(Sleep how) {
      Accepted pair = accepted;
      offered().layout().want(how == Sleep.AWAKE || pair == null ? 0 : pair.link.want());
      offered().layout().asleep(how);
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
      offerAnother();
      announce();
    }
    if (offered().layout().acceptedBy() != 0) {
      Accepted fresh = new Only(offeredName(), offered());
      accepted = fresh;
      seen = NEVER; // it may have ended before it was watched
      add(fresh);
    }
  }

  @Override
  public BellGate gate() {
    return gate;
  }

  @Override
  void closeEnd() {
    closePairs();
    if (accepted == null) {
      offered().close();
      LaneFile.remove(offered().path());
    }
    announce();
  }
}
