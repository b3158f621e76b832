package io.ipc4j.shm.channel;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.SendResult;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.PoolWriter;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.PortContext;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

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
final class ShmSendPort extends OutPort {
  private static final long NOBODY = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final LaneWriter writer;
  private final long maxRecord;
  private final long large;
  private final OutLane lane;
  private final WriterPlace place;
  private Turn turn = Turn.mine();
  private long seen = NOBODY;

  ShmSendPort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    LaneFile file = OutLane.create(channel, Discipline.WAITS);
    ChecksumKind checksum = channel.spec().checksum();
    this.writer =
        file.shape().slots() > 1
            ? LaneWriter.toMany(file.layout(), checksum, file.poolWriter())
            : LaneWriter.toOne(file.layout(), checksum, file.poolWriter());
    int inRing = LaneWriter.maxRecord(file.layout().capacity(), checksum);
    this.maxRecord = Math.max(inRing, PoolWriter.longest(channel.spec().pool()));
    this.large = writer.large();
    this.lane = new OutLane(channel, file, writer, writer::wantFor);
    this.place = lane.place();
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
    boolean anybody = lane.refresh();
    if (anybody) {
      lane.meet();
    }
    seen = anybody ? now : NOBODY;
    return anybody;
  }

  @Override
  OutLane lane() {
    return lane;
  }

  @Override
  protected void closePort(Duration linger) {
    lane.letGo();
    lane.end();
  }
}
