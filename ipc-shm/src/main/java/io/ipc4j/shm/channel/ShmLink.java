package io.ipc4j.shm.channel;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.PoolReader;
import io.ipc4j.shm.lane.PoolWriter;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordHandler;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pair of lanes: one that this end writes and one that it reads.
 *
 * <p><b>State.</b> One of the two lanes may not exist yet: the lane of replies is made by the
 * acceptor when it first writes. <b>Ownership.</b> The endpoint's thread; the endpoint closes the
 * files. <b>If the process dies here</b>, the other end finds it not alive and drops the link.
 */
final class ShmLink implements Link {
  private static final long UNSETTLED = -1;

  private final Wiring wiring;
  private final String channel;
  private final ChecksumKind checksum;
  private final long longestMessage;
  private final long maxRecord;
  private final long large;
  private @Nullable LaneWriter writer;
  private @Nullable LaneReader reader;
  private volatile State state = State.UP;
  private volatile String lostBecause = "";
  private volatile long inDoubt = UNSETTLED;
  private Turn turn = Turn.mine();
  private long refused;

  /** What differs between the two ends. */
  interface Wiring {
    /** The lane to write, made or found now if it wasn't before. */
    @Nullable LaneFile out();

    /** The lane to read, if it exists by now. */
    @Nullable LaneFile in();

    /** Wakes the other end if it sleeps. */
    void wakePeer();

    /** The link went down. */
    void ended();

    /** Who is at the other end, as it is now. */
    PeerInfo other();
  }

  ShmLink(Wiring wiring, ChannelSpec spec) {
    this.wiring = wiring;
    this.channel = spec.name();
    this.checksum = spec.checksum();
    this.longestMessage = spec.maxMessageSize();
    int inRing = LaneWriter.maxRecord(LaneFile.capacityFor(spec.capacity()), checksum);
    this.maxRecord = Math.max(inRing, PoolWriter.longest(spec.pool()));
    this.large = spec.pool() == 0 ? Long.MAX_VALUE : PoolWriter.large(inRing);
  }

  // --- writing ---

  @Override
  public long maxRecord() {
    return maxRecord;
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    if (length >= large) {
      return offerLarge(flags, source, offset, length);
    }
    long at = claimInRing(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    CrashPoint.LINK_PAYLOAD.reach();
    MemorySegment.copy(source, offset, out().memory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }

  private SendResult offerLarge(int flags, MemorySegment source, long offset, long length) {
    long at = claimLarge(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    CrashPoint.LINK_LARGE.reach();
    MemorySegment.copy(source, offset, claimMemory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    return state == State.UP && out().hasRoomFor(length);
  }

  @Override
  public long claim(long length) {
    return length >= large ? claimLarge(length) : claimInRing(length);
  }

  private long claimLarge(long length) {
    if (state != State.UP) {
      return NO_READER;
    }
    long at = out().tryClaimLarge(length);
    if (at < 0) {
      refused = length;
      return NO_ROOM;
    }
    return at;
  }

  private long claimInRing(long length) {
    if (state != State.UP) {
      return NO_READER;
    }
    long at = out().tryClaim((int) length);
    if (at < 0) {
      refused = length;
      return NO_ROOM;
    }
    return at;
  }

  @Override
  public MemorySegment claimMemory() {
    return out().claimMemory();
  }

  @Override
  public void commit(int flags) {
    if (!turn.isMine()) {
      turn = Turn.mine();
    }
    out().commit(flags, turn.sent()); // [PUBLISH]
    BellGate.fenceIfNeeded();
    wiring.wakePeer();
  }

  @Override
  public void abort() {
    out().abort();
  }

  private LaneWriter out() {
    LaneWriter known = writer;
    if (known == null) {
      LaneFile file = wiring.out();
      if (file == null) {
        throw new IllegalStateException("closed");
      }
      known = LaneWriter.toOne(file.layout(), checksum, file.poolWriter());
      writer = known;
    }
    return known;
  }

  /** The position that the reader must reach before another attempt is worth while, 0 for none. */
  long want() {
    LaneWriter known = writer;
    return known == null ? 0 : known.wantFor(refused);
  }

  @Override
  public long inDoubt() {
    long settled = inDoubt;
    if (settled != UNSETTLED) {
      return settled;
    }
    LaneWriter known = writer;
    return known == null ? 0 : known.untaken(0);
  }

  /** Before the memory goes: what a live reader hasn't taken yet, it will find. */
  void settle() {
    if (inDoubt == UNSETTLED) {
      inDoubt = state == State.UP ? 0 : inDoubt();
    }
  }

  // --- reading ---

  @Override
  public int poll(RecordHandler handler, int limit) {
    LaneReader from = in();
    if (from == null) {
      return 0;
    }
    int count = 0;
    try {
      while (count < limit && from.next()) { // [PUBLISH]
        count++;
        try {
          if (!from.isIntact()) {
            throw damaged(from);
          }
          if (from.isReference()) {
            PoolReader chunk = from.chunk();
            handler.onRecord(from.flags(), chunk.memory(), chunk.offset(), chunk.length());
          } else {
            handler.onRecord(from.flags(), from.memory(), from.offset(), from.length());
          }
        } finally {
          from.done();
        }
      }
    } catch (IpcCorruptException e) {
      if (from.isBroken()) {
        end(State.LOST, e.detail());
      }
      throw e;
    } finally {
      from.finish(count); // [TAKEN] [ROOM]
    }
    afterPoll(from, count);
    return count;
  }

  /** What was lost can't be made up for within a link: the ends begin anew on another one. */
  private IpcCorruptException damaged(LaneReader from) {
    IpcCorruptException error = from.damaged(channel, wiring.other().name());
    end(State.LOST, error.detail());
    return error;
  }

  private void afterPoll(LaneReader from, int count) {
    if (from.roomWanted()) {
      wiring.wakePeer();
    }
    if (!turn.isMine()) {
      turn = Turn.mine();
    }
    if (count > 0) {
      turn.received(count);
    } else {
      turn.stepBack();
    }
  }

  private @Nullable LaneReader in() {
    LaneReader known = reader;
    if (known == null) {
      LaneFile file = wiring.in();
      if (file != null) {
        known = LaneReader.resume(file.layout(), 0, checksum, file.poolReader(longestMessage));
        reader = known;
      }
    }
    return known;
  }

  @Override
  public boolean hasUnread() {
    LaneReader from = in();
    return from != null && !from.isBroken() && !from.isEmpty();
  }

  // --- the link itself ---

  /** Takes the link down, once. */
  void end(State how, String because) {
    if (state == State.UP) {
      lostBecause = because;
      state = how;
      wiring.ended();
    }
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public PeerInfo peer() {
    return wiring.other();
  }

  @Override
  public String lostBecause() {
    return lostBecause;
  }
}
