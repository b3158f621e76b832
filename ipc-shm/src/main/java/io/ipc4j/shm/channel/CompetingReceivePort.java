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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
final class CompetingReceivePort extends ReceivePort {
  private static final CompetingLane[] NONE = {};

  /** How many polls, in which something was read, go by until changes are looked for. */
  private static final int LOOK_EVERY = 64;

  private static final long NEVER = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final Seat seat;
  private final BellGate gate;
  private final ReceiverWatch watch;
  private final Runnable onDeath;
  private final Set<LaneName> broken = new HashSet<>();
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
    this.watch = new ReceiverWatch(channel);
    this.onDeath = control::lanesChanged;
    boolean ignored = lookForChanges();
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
        dropEnded();
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
        giveUp(lane);
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

  /** A lane with a corrupt word can't be read further; the other ones can. */
  private void giveUp(CompetingLane lane) {
    broken.add(lane.name());
    drop(lane, false);
  }

  // --- lanes and receivers that come and go ---

  /** Whether there may be something to read that wasn't there before. */
  private boolean lookForChanges() {
    boolean changed = false;
    if (control.readers() != seenReceivers) { // [READERS]
      seenReceivers = control.readers();
      if (watch.refresh()) {
        Claims.returnThoseOfTheDead(channel);
        seenReceivers = NEVER; // others may be at it too: look again next time
      }
      for (CompetingLane lane : lanes) {
        rescan(lane);
      }
      changed = true;
    }
    if (control.lanes() != seenLanes) { // [LANES]
      lookForLanes();
      changed = true;
    }
    return changed;
  }

  private void rescan(CompetingLane lane) {
    try {
      lane.claimant().rescan();
    } catch (IpcCorruptException e) {
      giveUp(lane);
      throw e;
    }
  }

  private void lookForLanes() {
    seenLanes = control.lanes(); // [LANES]
    List<CompetingLane> now = new ArrayList<>(List.of(lanes));
    Set<LaneName> known = new HashSet<>(broken);
    now.forEach(lane -> known.add(lane.name()));
    for (LaneName name : channel.lanes()) {
      if (!known.contains(name)) {
        attach(name, now);
      }
    }
    for (CompetingLane lane : now) {
      anyEnded |= lane.end().check(channel.session());
    }
    lanes = now.toArray(NONE);
    if (isClosed()) {
      now.forEach(this::letGo); // closePort may have looked before
    }
  }

  private void attach(LaneName name, List<CompetingLane> now) {
    CompetingLane lane;
    try {
      lane = CompetingLane.attach(channel, name, new Inflow(this), seat.slot());
    } catch (IpcCorruptException e) {
      broken.add(name);
      throw e;
    }
    if (lane == null) {
      return; // removed meanwhile: nobody needed it
    }
    now.add(lane);
    linkUp();
    channel.namespace().watcher().watch(name.member(), onDeath);
    channel.wakeWriter(lane.file()); // it may wait for somebody to come
  }

  /** Lets go of lanes that were seen to be ended before all of their records were done. */
  private void dropEnded() {
    anyEnded = false;
    for (CompetingLane lane : lanes) {
      if (lane.end().isThere() && lane.claimant().isEmpty()) {
        drop(lane, lane.end().isInOrder());
        Sweeper.removeEnded(channel.session(), lane.file().path());
      } else {
        anyEnded |= lane.end().isThere();
      }
    }
  }

  private void drop(CompetingLane lane, boolean inOrder) {
    lane.inflow().end();
    linkEnded(inOrder);
    List<CompetingLane> rest = new ArrayList<>(List.of(lanes));
    rest.remove(lane);
    lanes = rest.toArray(NONE);
    letGo(lane);
  }

  private void letGo(CompetingLane lane) {
    channel.namespace().watcher().forget(lane.name().member(), onDeath);
    lane.file().close();
  }

  // --- the handle ---

  @Override
  public boolean isDrained() {
    if (lookForChanges()) {
      dropEnded();
    }
    return lanes.length == 0 && linksSoFar() > 0;
  }

  @Override
  public boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public List<PeerInfo> peers() {
    List<PeerInfo> found = new ArrayList<>();
    for (CompetingLane lane : lanes) {
      if (channel.session().isAlive(lane.name().member())) {
        found.add(channel.peer(lane.name().member()));
      }
    }
    return found;
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
    CompetingLane[] last = lanes;
    lanes = NONE;
    for (CompetingLane lane : last) {
      letGo(lane);
    }
    watch.forget();
    seat.close();
    for (CompetingLane lane : last) {
      channel.leaveLane(lane.name());
    }
    channel.close();
  }
}
