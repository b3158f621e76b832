package io.ipc4j.shm.channel;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.SendResult;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.shm.lane.Turn;
import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.PortContext;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

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
final class CompetingSendPort extends OutPort {
  private static final long NOBODY = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final LaneWriter writer;
  private final MemorySegment bytes;
  private final long longestInRing;
  private final LongMessages longs;
  private final OutLane lane;
  private final WriterPlace place;
  private Turn turn = Turn.mine();
  private long seen = NOBODY;
  private int woken;

  CompetingSendPort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    ChecksumKind checksum = channel.spec().checksum();
    LaneFile file = OutLane.create(channel, Discipline.shared(checksum));
    this.writer = LaneWriter.toAny(file.layout(), checksum);
    this.bytes = writer.memory();
    this.longestInRing = LaneWriter.maxRecord(file.layout().capacity(), checksum);
    this.longs = new LongMessages(channel.spec(), file, writer);
    this.lane = new OutLane(channel, file, writer, writer::wantFor);
    this.place = lane.place();
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
    longs.close();
    lane.end();
  }
}
