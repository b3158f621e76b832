package io.ipc4j.shm.channel;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.SendResult;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.PoolWriter;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.SendPort;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/**
 * The sending handle of a queue or of a publish/subscribe channel: a lane of its own, which all its
 * readers read.
 *
 * <p><b>State.</b> {@code seen} is the count of changes of readers that was last looked into, or
 * {@link #NOBODY}, which makes the next attempt look again. <b>Ordering.</b> After {@code
 * [PUBLISH]} the sleepers are read, without a fence: see {@link BellGate}. <b>Ownership.</b> One
 * thread at a time; {@link #closePort} by any. <b>If the process dies here</b>, its lane stays
 * until it is read, and its readers are told by their watchers, or look by themselves before long.
 */
final class ShmSendPort extends SendPort {
  private static final long NOBODY = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final LaneName name;
  private final LaneFile lane;
  private final LaneWriter writer;
  private final long maxRecord;
  private final long large;
  private final Readers readers;
  private final WriterPlace place;
  private final BellGate gate;
  private final ReaderWatch watch;
  private Turn turn = Turn.mine();
  private long seen = NOBODY;

  ShmSendPort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    boolean toMany = channel.spec().pattern() == Pattern.PUBLISH_SUBSCRIBE;
    this.name = new LaneName(false, channel.member(), 0);
    this.lane = channel.createLane(name, toMany ? ControlLayout.SLOTS : 1, Discipline.WAITS);
    ChecksumKind checksum = channel.spec().checksum();
    this.writer =
        toMany
            ? LaneWriter.toMany(lane.layout(), checksum, lane.poolWriter())
            : LaneWriter.toOne(lane.layout(), checksum, lane.poolWriter());
    int inRing = LaneWriter.maxRecord(lane.layout().capacity(), checksum);
    this.maxRecord = Math.max(inRing, PoolWriter.longest(channel.spec().pool()));
    this.large = writer.large();
    this.watch = new ReaderWatch(channel, lane);
    this.place = new WriterPlace(lane.layout(), writer::wantFor);
    this.gate = new BellGate(place, channel.session());
    Runnable onDeath = this::readerDied;
    this.readers =
        toMany ? new ManyReaders(channel, writer, onDeath) : new OneReader(channel, onDeath);
    control.lanesChanged(); // [LANES]
    channel.wakeReceivers();
    watch.start();
  }

  @Override
  public long maxRecord() {
    return maxRecord;
  }

  /** {@inheritDoc} The common case first, and in this class: see the template. */
  @Override
  public SendResult trySend(MemorySegment source, long offset, long length) {
    if (!isPlain(length)) {
      return super.trySend(source, offset, length);
    }
    try {
      return ended(offer(RecordFlags.WHOLE, source, offset, length), length);
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    if (length >= large) {
      return offerLarge(flags, source, offset, length);
    }
    if (!isReady()) {
      return SendResult.NOT_CONNECTED;
    }
    if (!writer.tryWrite(flags, source, offset, (int) length, turn())) { // [PUBLISH]
      place.refused(length);
      return SendResult.BACK_PRESSURED;
    }
    published();
    return SendResult.SENT;
  }

  private SendResult offerLarge(int flags, MemorySegment source, long offset, long length) {
    long at = claimLarge(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    CrashPoint.SEND_LARGE.reach();
    MemorySegment.copy(source, offset, writer.claimMemory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    return isReady() && writer.hasRoomFor(length);
  }

  @Override
  public long claim(long length) {
    return length >= large ? claimLarge(length) : claimInRing(length);
  }

  private long claimLarge(long length) {
    if (!isReady()) {
      return NO_READER;
    }
    long at = writer.tryClaimLarge(length);
    if (at < 0) {
      place.refused(length);
      return NO_ROOM;
    }
    return at;
  }

  private long claimInRing(long length) {
    if (!isReady()) {
      return NO_READER;
    }
    long at = writer.tryClaim((int) length);
    if (at < 0) {
      place.refused(length);
      return NO_ROOM;
    }
    return at;
  }

  @Override
  public MemorySegment claimMemory() {
    return writer.claimMemory();
  }

  @Override
  public void commit(int flags) {
    writer.commit(flags, turn().sent()); // [PUBLISH]
    published();
  }

  private Turn turn() {
    if (!turn.isMine()) {
      turn = Turn.mine();
    }
    return turn;
  }

  private void published() {
    BellGate.fenceIfNeeded();
    if (control.sleepers() != 0) {
      channel.wakeReceivers();
    }
  }

  @Override
  public void abort() {
    writer.abort();
  }

  private boolean isReady() {
    long now = control.readers(); // [READERS]
    if (now == seen) {
      return true;
    }
    boolean anybody = readers.refresh();
    if (anybody) {
      watch.meet();
    }
    seen = anybody ? now : NOBODY;
    return anybody;
  }

  /** On the watcher's thread: the sender may wait for it. */
  private void readerDied() {
    watch.meet();
    control.readersChanged(); // [READERS]
    gate.wake();
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
    return watch.peers();
  }

  @Override
  public List<PeerInfo> deadPeers() {
    return watch.deadPeers();
  }

  /**
   * {@inheritDoc} The memory goes first: what an owner that is still sending would publish after
   * the lane's end might not be read.
   */
  @Override
  protected void closePort(Duration linger) {
    watch.stop();
    lane.close();
    readers.forget();
    channel.endLane(name);
    channel.close();
  }
}
