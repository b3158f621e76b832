package io.ipc4j.shm.channel;

import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.lane.LaneClaimant;
import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Inflow;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.ReceivePort;
import io.ipc4j.spi.RecordFlags;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving handle of a queue whose receivers compete: claims messages one by one, from the
 * lanes of all senders in turn.
 *
 * <p><b>State.</b> {@code seenLanes} and {@code seenReceivers} are the counts of changes that were
 * last looked into. <b>Ordering.</b> {@code [LANES]} is read before the directory, {@code
 * [READERS]} before the slots and before lanes are looked through again; a lane is taken for ended
 * before it is taken for empty. <b>Ownership.</b> One thread at a time; {@link #closePort} by any.
 * <b>If the process dies here</b>, the others give back the one message that it may have, flagged,
 * and go on.
 */
final class CompetingReceivePort extends ReceivePort implements IncomingLanes.Port<CompetingLane> {
  private static final CompetingLane[] NONE = {};

  /** How many polls, in which something was read, go by until changes are looked for. */
  private static final int LOOK_EVERY = 64;

  private static final long NEVER = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final Seat seat;
  private final BellGate gate;
  private final ReceiverWatch watch;
  private final IncomingLanes<CompetingLane> incoming;
  private volatile CompetingLane[] lanes = NONE;
  private Turn turn = Turn.mine();
  private long seenLanes = NEVER;
  private long seenReceivers = NEVER;
  private int current;
  private int untilLook;
  private boolean anyEnded;

  CompetingReceivePort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    this.seat = Seat.take(channel);
    this.gate = new BellGate(seat, channel.session());
    this.watch = new ReceiverWatch(channel, () -> {});
    this.incoming = new IncomingLanes<>(channel, this, control::lanesChanged);
    boolean ignored = lookForReceivers();
    long changes = control.lanes(); // [LANES]
    seenLanes = incoming.begin() ? changes : NEVER;
  }

  // --- reading ---

  @Override
  protected int pollRecords(MessageHandler handler, int limit) {
    int handled = readInTurn(handler, limit);
    if (handled == 0 || --untilLook <= 0) {
      untilLook = LOOK_EVERY;
      if (lookForChanges() && handled == 0) {
        handled = readInTurn(handler, limit);
      }
    }
    if (!turn.isMine()) {
      turn = Turn.mine();
    }
    if (handled > 0) {
      turn.received(handled);
    } else {
      turn.stepBack();
      if (anyEnded) {
        incoming.dropEnded();
      }
    }
    return handled;
  }

  private int readInTurn(MessageHandler handler, int limit) {
    CompetingLane[] now = lanes;
    int handled = 0;
    for (int i = 0; i < now.length && handled < limit; i++) {
      current = current + 1 >= now.length ? 0 : current + 1;
      handled += readSome(now[current], handler, limit - handled);
    }
    return handled;
  }

  private int readSome(CompetingLane lane, MessageHandler handler, int limit) {
    LaneClaimant claimant = lane.claimant();
    int handled = 0;
    int records = 0;
    try {
      try {
        while (handled < limit && claimant.next()) { // [PUBLISH] [CLAIM]
          records++;
          handled += readOne(lane, claimant, handler);
        }
      } finally {
        claimant.finish(records); // [ROOM]
      }
    } catch (IpcCorruptException e) {
      if (claimant.isBroken()) {
        incoming.giveUp(lane);
      }
      throw e;
    }
    if (claimant.roomWanted()) {
      channel.wakeWriter(lane.file());
    }
    return handled;
  }

  private int readOne(CompetingLane lane, LaneClaimant claimant, MessageHandler handler) {
    boolean again = claimant.isRedelivered();
    if (again) {
      markRedelivered(true);
    }
    try {
      return claimant.isElsewhere()
          ? readElsewhere(lane, claimant, handler)
          : readHere(lane, claimant, handler);
    } finally {
      if (again) {
        markRedelivered(false);
      }
    }
  }

  private int readHere(CompetingLane lane, LaneClaimant claimant, MessageHandler handler) {
    try {
      if (!claimant.isIntact()) {
        throw lane.damaged();
      }
      return deliver(
          handler,
          lane.inflow(),
          claimant.flags(),
          claimant.memory(),
          claimant.offset(),
          claimant.length());
    } finally {
      claimant.done(); // [DONE]
    }
  }

  private int readElsewhere(CompetingLane lane, LaneClaimant claimant, MessageHandler handler) {
    LongFile.Place place = lane.place();
    try {
      if (!claimant.isIntact()) {
        throw lane.damaged();
      }
      try (LongFile message = lane.open(place)) {
        return deliver(
            handler,
            lane.inflow(),
            RecordFlags.WHOLE,
            message.memory(),
            LongFile.DATA,
            message.length());
      }
    } finally {
      claimant.done(); // [DONE] first: else a death in between would leave a record without message
      boolean ignored = SharedFile.remove(LongFile.of(lane.file().path(), place.number()));
    }
  }

  // --- lanes and receivers that come and go ---

  /** Whether there may be something to read that wasn't there before. */
  private boolean lookForChanges() {
    boolean changed = lookForReceivers();
    long changes = control.lanes(); // [LANES]
    if (changes != seenLanes) {
      seenLanes = NEVER;
      seenLanes = incoming.look() ? changes : NEVER;
      changed = true;
    }
    return changed;
  }

  private boolean lookForReceivers() {
    long now = control.readers(); // [READERS]
    if (now == seenReceivers) {
      return false;
    }
    seenReceivers = NEVER; // if one of these fails, the rest is due the next time
    boolean anyDead = watch.refresh();
    if (anyDead) {
      Claims.returnThoseOfTheDead(channel);
    }
    for (CompetingLane lane : lanes) {
      rescan(lane);
    }
    seenReceivers = anyDead ? NEVER : now; // others may be at it too: look again next time
    return true;
  }

  private void rescan(CompetingLane lane) {
    try {
      lane.claimant().rescan();
    } catch (IpcCorruptException e) {
      incoming.giveUp(lane);
      throw e;
    }
  }

  @Override
  public @Nullable CompetingLane attach(LaneName name) {
    CompetingLane lane = CompetingLane.attach(channel, name, new Inflow(this), seat.slot());
    if (lane != null) {
      linkUp();
    }
    return lane;
  }

  @Override
  public void changed(List<CompetingLane> now, boolean ended) {
    lanes = now.toArray(NONE);
    anyEnded = ended;
  }

  @Override
  public void ended(boolean inOrder) {
    linkEnded(inOrder);
  }

  // --- the handle ---

  @Override
  public boolean isDrained() {
    if (lookForChanges()) {
      incoming.dropEnded();
    }
    return lanes.length == 0 && linksSoFar() > 0;
  }

  @Override
  public boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public List<PeerInfo> peers() {
    return incoming.peers();
  }

  @Override
  public List<PeerInfo> deadPeers() {
    return incoming.deadPeers();
  }

  @Override
  protected Gate gate() {
    return gate;
  }

  /**
   * {@inheritDoc} The memory goes first: what an owner that is still polling would store after its
   * claim was given back could be taken for another's.
   */
  @Override
  protected void closePort(Duration linger) {
    lanes = NONE;
    List<CompetingLane> last = incoming.letGo();
    watch.forget();
    seat.close();
    incoming.leave(last);
    channel.close();
  }
}
