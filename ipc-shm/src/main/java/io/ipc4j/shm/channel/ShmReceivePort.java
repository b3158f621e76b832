package io.ipc4j.shm.channel;

import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.OverrunReader;
import io.ipc4j.shm.lane.PoolReader;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Inflow;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.ReceivePort;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The receiving handle of a queue or of a publish/subscribe channel: reads the lanes of all
 * senders, in turn, so that none starves.
 *
 * <p><b>State.</b> {@code seen} is the count of changes of lanes that was last looked into; {@code
 * soleReader}, unless null, reads the only lane, of which nothing was handled before. <b>
 * Ordering.</b> {@code [LANES]} is read before the directory; a lane is taken for ended before it
 * is taken for empty. <b>Ownership.</b> One thread at a time; {@link #closePort} by any. <b>If the
 * process dies here</b>, a queue's next receiver goes on where this one was; a subscriber's place
 * is given up by the publishers.
 */
final class ShmReceivePort extends ReceivePort implements IncomingLanes.Port<InLane> {
  private static final InLane[] NONE = {};

  /** How many polls, in which something was read, go by until new lanes are looked for. */
  private static final int LOOK_EVERY = 64;

  private static final long NEVER = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final Seat seat;
  private final BellGate gate;
  private final IncomingLanes<InLane> incoming;
  private final boolean spins;
  private volatile InLane[] lanes = NONE;
  private Turn turn = Turn.mine();
  private long seen = NEVER;
  private int current;
  private int untilLook;
  private @Nullable LaneReader soleReader;
  private @Nullable InLane sole;
  private boolean anyEnded;

  ShmReceivePort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    this.seat = Seat.take(channel);
    this.gate = BellGate.toldOfDeaths(seat, channel.session());
    this.incoming = new IncomingLanes<>(channel, this, this::senderDied);
    this.spins = channel.spec().spins();
    long changes = control.lanes(); // [LANES]
    seen = incoming.begin() ? changes : NEVER;
  }

  // --- reading ---

  /** The common case first, and small: one lane, with something in it. */
  @Override
  protected int pollRecords(MessageHandler handler, int limit) {
    LaneReader reader = soleReader;
    InLane lane = sole;
    if (reader == null || lane == null) {
      return after(readKnown(handler, limit), handler, limit);
    }
    if (!turn.isMine()) {
      turn = Turn.mine();
    }
    int handled = readSome(lane, reader, handler, limit);
    if (handled == 0 && spins && turn.expectsAnswer() && !reader.staysEmpty()) {
      handled = readSome(lane, reader, handler, limit);
    }
    if (handled == 0 || --untilLook <= 0) {
      return after(handled, handler, limit);
    }
    turn.received(handled);
    return handled;
  }

  /** What is due after a look at the lanes that are known. */
  private int after(int already, MessageHandler handler, int limit) {
    int handled = already;
    if (handled == 0 || --untilLook <= 0) {
      untilLook = LOOK_EVERY;
      if (control.lanes() != seen) { // [LANES]
        lookForLanes();
        handled = handled == 0 ? readKnown(handler, limit) : handled;
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
    if (soleReader == null) {
      findSole();
    }
    return handled;
  }

  private void findSole() {
    InLane[] now = lanes;
    LaneReader reader = now.length == 1 ? now[0].reader() : null;
    if (reader != null && !reader.isRedelivered()) {
      soleReader = reader;
      sole = now[0];
    }
  }

  private int readKnown(MessageHandler handler, int limit) {
    InLane[] now = lanes;
    return now.length == 1 ? readLane(now[0], handler, limit) : readInTurn(now, handler, limit);
  }

  private int readLane(InLane lane, MessageHandler handler, int limit) {
    if (lane.isOverwritten()) {
      return readOverwritten(lane, handler, limit);
    }
    LaneReader reader = readerOf(lane);
    return reader == null ? 0 : read(lane, reader, handler, limit);
  }

  private int readInTurn(InLane[] now, MessageHandler handler, int limit) {
    int handled = 0;
    for (int i = 0; i < now.length && handled < limit; i++) {
      current = current + 1 >= now.length ? 0 : current + 1;
      handled += readLane(now[current], handler, limit - handled);
    }
    return handled;
  }

  private @Nullable LaneReader readerOf(InLane lane) {
    LaneReader reader = lane.reader();
    return reader != null ? reader : admitted(lane, InLane::admittedReader);
  }

  private <T> @Nullable T admitted(InLane lane, Function<InLane, @Nullable T> side) {
    try {
      return side.apply(lane);
    } catch (IpcCorruptException e) {
      incoming.giveUp(lane);
      throw e;
    }
  }

  private int read(InLane lane, LaneReader reader, MessageHandler handler, int limit) {
    if (!reader.isRedelivered()) {
      return readSome(lane, reader, handler, limit);
    }
    markRedelivered(true);
    try {
      return readSome(lane, reader, handler, 1);
    } finally {
      markRedelivered(false);
    }
  }

  private int readSome(InLane lane, LaneReader reader, MessageHandler handler, int limit) {
    int handled = 0;
    int records = 0;
    try {
      try {
        while (handled < limit && reader.next()) { // [PUBLISH]
          records++;
          try {
            if (!reader.isIntact()) {
              throw lane.damaged(reader);
            }
            handled +=
                reader.isReference()
                    ? deliverChunk(lane, reader, handler)
                    : deliver(
                        handler,
                        lane.inflow(),
                        reader.flags(),
                        reader.memory(),
                        reader.offset(),
                        reader.length());
          } finally {
            reader.done();
          }
        }
      } finally {
        reader.finish(records); // [TAKEN] [ROOM]
      }
    } catch (IpcCorruptException e) {
      if (reader.isBroken()) {
        incoming.giveUp(lane);
      }
      throw e;
    }
    if (reader.roomWanted()) {
      channel.wakeWriter(lane.file());
    }
    return handled;
  }

  private int deliverChunk(InLane lane, LaneReader reader, MessageHandler handler) {
    PoolReader chunk = reader.chunk();
    return deliver(
        handler, lane.inflow(), reader.flags(), chunk.memory(), chunk.offset(), chunk.length());
  }

  private int readOverwritten(InLane lane, MessageHandler handler, int limit) {
    OverrunReader reader = admitted(lane, InLane::overrunReader);
    if (reader == null) {
      return 0;
    }
    int handled = 0;
    try {
      try {
        while (handled < limit && reader.next()) { // [PUBLISH] [EVICT]
          handled += deliverCopy(lane, reader, handler);
        }
      } finally {
        reader.finish(); // [TAKEN]
      }
    } catch (IpcCorruptException e) {
      if (reader.isBroken()) {
        incoming.giveUp(lane);
      }
      throw e;
    }
    if (reader.roomWanted()) {
      channel.wakeWriter(lane.file());
    }
    return handled;
  }

  private int deliverCopy(InLane lane, OverrunReader reader, MessageHandler handler) {
    markRedelivered(reader.isRedelivered());
    try {
      if (!reader.isIntact()) {
        throw lane.damaged(reader);
      }
      return deliver(handler, lane.inflow(), reader.flags(), reader.memory(), 0, reader.length());
    } finally {
      markRedelivered(false);
      reader.done();
    }
  }

  // --- lanes that come and go ---

  private void lookForLanes() {
    long changes = control.lanes(); // [LANES]
    seen = NEVER;
    seen = incoming.look() ? changes : NEVER;
  }

  @Override
  public @Nullable InLane attach(LaneName name) {
    InLane lane = InLane.attach(channel, name, new Inflow(this), seat.slot());
    if (lane != null) {
      linkUp();
    }
    return lane;
  }

  @Override
  public void changed(List<InLane> now, boolean ended) {
    lanes = now.toArray(NONE);
    soleReader = null;
    anyEnded = ended;
  }

  @Override
  public void ended(boolean inOrder) {
    linkEnded(inOrder);
  }

  private void senderDied() {
    control.lanesChanged(); // [LANES]
    gate.wake();
  }

  // --- the handle ---

  @Override
  public boolean isDrained() {
    if (control.lanes() != seen) { // [LANES]
      lookForLanes();
      incoming.dropEnded();
    }
    return seen != NEVER && lanes.length == 0 && linksSoFar() > 0;
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
   * {@inheritDoc} The memory goes first: what an owner that is still polling would store after the
   * seat is free could be taken for the next receiver's.
   */
  @Override
  protected void closePort(Duration linger) {
    lanes = NONE;
    List<InLane> last = incoming.letGo();
    seat.close();
    incoming.leave(last);
    channel.close();
  }
}
