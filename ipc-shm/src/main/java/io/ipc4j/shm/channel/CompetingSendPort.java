package io.ipc4j.shm.channel;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.shm.lane.SharedCursor;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.SendPort;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/**
 * The sending handle of a queue whose receivers compete: a lane of its own, whose records they
 * claim one by one. What is too long for a record goes by {@link LongMessages}, never in pieces.
 *
 * <p><b>State.</b> {@code seen} is the count of changes of receivers that was last looked into, or
 * {@link #NOBODY}; {@code woken} is the slot that was last woken. <b>Ordering.</b> After {@code
 * [PUBLISH]} the sleepers are read, without a fence: see {@link BellGate}. Each message wakes one
 * of them, which is enough: who is about to sleep looks again first. <b>Ownership.</b> One thread
 * at a time; {@link #closePort} by any. <b>If the process dies here</b>, its lane stays until all
 * of it is handled, and the receivers look at it at least every 100 ms.
 */
final class CompetingSendPort extends SendPort {
  private static final long NOBODY = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final LaneName name;
  private final LaneFile lane;
  private final LaneWriter writer;
  private final MemorySegment bytes;
  private final long longestInRing;
  private final LongMessages longs;
  private final Readers readers;
  private final WriterPlace place;
  private final BellGate gate;
  private final Progress progress = new Progress();
  private final Runnable look = this::look;
  private Turn turn = Turn.mine();
  private long seen = NOBODY;
  private int woken;

  CompetingSendPort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    this.name = new LaneName(false, channel.member(), 0);
    this.lane = channel.createLane(name, 1, Discipline.shared(channel.spec().checksum()));
    ChecksumKind checksum = channel.spec().checksum();
    this.writer = LaneWriter.toAny(lane.layout(), checksum);
    this.bytes = writer.memory();
    this.longestInRing = LaneWriter.maxRecord(lane.layout().capacity(), checksum);
    this.longs = new LongMessages(channel.spec(), lane, writer);
    this.readers = new AnyReader(channel);
    this.place = new WriterPlace(lane.layout(), writer::wantFor);
    this.gate = new BellGate(place, channel.session());
    control.lanesChanged(); // [LANES]
    channel.wakeReceivers();
    channel.namespace().watcher().nowAndThen(look);
  }

  @Override
  public long maxRecord() {
    return Math.max(longestInRing, channel.spec().maxMessageSize());
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    long at = claim(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    CrashPoint.SHARED_PAYLOAD.reach();
    MemorySegment.copy(source, offset, claimMemory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    if (!isReady()) {
      return false;
    }
    return length <= longestInRing
        ? writer.hasRoomFor(length)
        : writer.hasRoomFor(LongFile.PLACE_BYTES) && longs.wants(length) == 0;
  }

  @Override
  public long claim(long length) {
    if (!isReady()) {
      return NO_READER;
    }
    if (length > longestInRing) {
      return claimLong(length);
    }
    long at = writer.tryClaim((int) length);
    if (at < 0) {
      place.refused(length);
      return NO_ROOM;
    }
    return at;
  }

  private long claimLong(long length) {
    if (writer.tryClaim(LongFile.PLACE_BYTES) < 0) {
      place.refused(LongFile.PLACE_BYTES);
      return NO_ROOM;
    }
    writer.abort();
    long wanted = longs.wants(length);
    if (wanted != 0) {
      place.refusedUntil(wanted);
      return NO_ROOM;
    }
    LongFile ignored = longs.create(length);
    return LongFile.DATA;
  }

  @Override
  public MemorySegment claimMemory() {
    LongFile file = longs.open();
    return file == null ? bytes : file.memory();
  }

  @Override
  public void commit(int flags) {
    if (!turn.isMine()) {
      turn = Turn.mine();
    }
    if (longs.open() == null) {
      writer.commit(flags, turn.sent()); // [PUBLISH]
    } else {
      longs.commit(flags); // [PUBLISH]
    }
    BellGate.fenceIfNeeded();
    if (control.sleepers() != 0) {
      woken = channel.wakeAnyReceiver(woken);
    }
  }

  @Override
  public void abort() {
    writer.abort();
    longs.abort();
  }

  private boolean isReady() {
    long now = control.readers(); // [READERS]
    if (now == seen) {
      return true;
    }
    boolean anybody = readers.refresh();
    seen = anybody ? now : NOBODY;
    return anybody;
  }

  @Override
  protected Gate gate() {
    return gate;
  }

  @Override
  protected long inDoubt() {
    return readers.inDoubt();
  }

  @Override
  public boolean isConnected() {
    return !peers().isEmpty();
  }

  @Override
  public List<PeerInfo> peers() {
    try {
      look(); // what was seen seconds ago says nothing of who is slow now
      return channel.receivers().stream().map(this::peer).toList();
    } catch (IllegalStateException e) {
      return List.of(); // closed
    }
  }

  private PeerInfo peer(long receiver) {
    return progress.judge(receiver, channel.peer(receiver));
  }

  /** Looks who has had the same record for how long. Any thread. */
  private void look() {
    long[] claimed = SharedCursor.claimedBy(lane.layout(), channel.spec().checksum());
    for (int slot = 0; slot < claimed.length; slot++) {
      long reader = control.member(slot);
      if (reader != 0) {
        progress.note(reader, claimed[slot], claimed[slot] >= 0);
      }
    }
    progress.retain(channel.receivers());
  }

  /**
   * {@inheritDoc} The memory goes first: what an owner that is still sending would publish after
   * the lane's end might not be read.
   */
  @Override
  protected void closePort(Duration linger) {
    channel.namespace().watcher().noLonger(look);
    lane.close();
    longs.close();
    readers.forget();
    channel.endLane(name);
    channel.close();
  }
}
