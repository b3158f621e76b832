package io.ipc4j.shm.channel;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link.State;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The end that accepts links: every lane that is offered on the channel becomes one, or the first
 * one of each member.
 *
 * <p><b>State.</b> {@code seen} is the count of changes of lanes that was last looked into; {@code
 * known} are the lanes that need no second look.
 */
final class RespondingEnd extends ShmEndpoint {
  private static final long NEVER = -1;

  private final boolean onePerPeer;
  private final Runnable onDeath;
  private final Seat seat;
  private final BellGate gate;
  private final Set<LaneName> known = new HashSet<>();
  private long seen = NEVER;

  /**
   * Opens the end.
   *
   * @param onePerPeer whether it leaves further lanes of a member to others, as {@link OfferingEnd}
   *     offers them
   */
  RespondingEnd(OpenChannel channel, boolean onePerPeer) {
    super(channel);
    this.onePerPeer = onePerPeer;
    this.seat = Seat.take(channel);
    this.gate = new BellGate(seat, channel.session());
    this.onDeath =
        () -> {
          channel.control().lanesChanged(); // [LANES]
          gate.wake();
        };
    service();
  }

  /** A link that this end has accepted. */
  private final class Accepting extends Pair {
    Accepting(LaneName name, LaneFile there) {
      super(name, there, name.member());
    }

    @Override
    public LaneFile out() {
      LaneFile known = back;
      if (known == null) {
        known = channel().createLane(name.toBack(), 1, Discipline.WAITS);
        back = known;
        there.layout().showBack(); // [BACK]
      }
      return known;
    }

    @Override
    public LaneFile in() {
      return there;
    }

    @Override
    public void wakePeer() {
      channel().wakeWriter(there);
    }

    @Override
    void check() {
      if (there.layout().isClosed()) { // [STATE]
        link.end(State.CLOSED, "");
      } else if (!channel().session().isAlive(peer)) {
        link.end(State.LOST, "the requester died");
      }
    }
  }

  @Override
  public void service() {
    long now = channel().control().lanes(); // [LANES]
    if (now == seen) {
      return;
    }
    seen = now;
    for (Pair pair : pairs()) {
      pair.check();
    }
    Set<LaneName> there = new HashSet<>(channel().lanes());
    known.retainAll(there);
    for (LaneName name : there) {
      if (known.add(name)) {
        accept(name);
      }
    }
  }

  private void accept(LaneName name) {
    if (onePerPeer && pairs().stream().anyMatch(pair -> pair.peer == name.member())) {
      return;
    }
    Optional<LaneFile> file;
    try {
      file = LaneFile.attachToRead(name.in(channel().directory()));
    } catch (IpcCorruptException e) {
      return; // nobody answers there, and its writer is told by its own time-out
    }
    if (file.isEmpty()) {
      return;
    }
    LaneFile lane = file.get();
    if (!lane.layout().isClosed() && lane.layout().accept(channel().member())) {
      add(new Accepting(name, lane));
      channel().wakeWriter(lane);
    } else {
      lane.close();
    }
  }

  @Override
  Runnable onDeath() {
    return onDeath;
  }

  @Override
  void remove(Pair pair) {
    boolean gone = pair.link.state() == State.CLOSED || !channel().session().isAlive(pair.peer);
    if (gone) {
      LaneFile.remove(pair.there.path());
      LaneFile.remove(pair.backPath());
    }
  }

  @Override
  public Gate gate() {
    return gate;
  }

  @Override
  void closeEnd() {
    for (Pair pair : pairs()) {
      pair.check();
      pair.there.layout().endReader(); // [ENDED]
      channel().wakeWriter(pair.there);
      pair.close();
      remove(pair);
    }
    seat.close();
  }
}
