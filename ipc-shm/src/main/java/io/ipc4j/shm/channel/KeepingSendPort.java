package io.ipc4j.shm.channel;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.KeepingWriter;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.point.CrashPoint;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.PortContext;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending handle of a channel whose oldest messages give way, or whose latest are kept for
 * subscribers that join late. The other ones have {@link ShmSendPort}.
 *
 * <p><b>State.</b> {@code seen} is the count of changes of readers that was last looked into, or
 * {@link #NOBODY}, which makes the next attempt look again. Where messages are kept, those that
 * nobody reads are sent all the same, and who comes while nothing is sent is admitted within about
 * a second by the watcher, under a lock. <b>Ordering</b>, <b>ownership</b>, <b>if the process dies
 * here</b>: as {@link ShmSendPort}.
 */
final class KeepingSendPort extends OutPort {
  private static final long NOBODY = -1;

  private final OpenChannel channel;
  private final ControlLayout control;
  private final boolean sendsToNobody;
  private final KeepingWriter writer;
  private final OutLane lane;
  private final WriterPlace place;
  private final Lock writing = new ReentrantLock();
  private final Runnable admit = this::admitNewcomers;
  private long seen = NOBODY;
  private long overwritten;

  KeepingSendPort(PortContext context, OpenChannel channel) {
    super(context);
    this.channel = channel;
    this.control = channel.control();
    ChannelSpec spec = channel.spec();
    boolean overwrites = spec.policy() == Policy.DROP_OLDEST;
    this.sendsToNobody = spec.history() > 0;
    LaneFile file = OutLane.create(channel, overwrites ? Discipline.OVERWRITES : Discipline.WAITS);
    this.writer = writer(file, spec, overwrites);
    this.lane = new OutLane(channel, file, writer, writer::wantFor);
    this.place = lane.place();
    if (sendsToNobody) {
      channel.namespace().watcher().eachSecond(admit);
      // itself, since it watches only as long as there is somebody to ask about
      channel.namespace().watcher().watch(channel.member(), admit);
    }
  }

  /** Whether a channel's sender has to be one of these. */
  static boolean isFor(ChannelSpec spec) {
    return spec.policy() == Policy.DROP_OLDEST || spec.history() > 0;
  }

  /**
   * Refuses what such a sender can't do.
   *
   * @throws IpcConfigException naming the settings that don't go together
   */
  static void requirePossible(ChannelSpec spec) {
    if (spec.pool() > 0) {
      throw new IpcConfigException(
          ErrorIds.NOT_SUPPORTED,
          ErrorText.of("channel", spec.name())
              .and("pool", spec.pool() + "B")
              .and("policy", spec.policy().name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .and("history", spec.history())
              .problem("chunks of a pool can't be overwritten, nor kept for those who come late")
              .remedy("Leave out either pool, or history and policy=drop-oldest")
              .text());
    }
  }

  private static KeepingWriter writer(LaneFile file, ChannelSpec spec, boolean overwrites) {
    ChecksumKind checksum = spec.checksum();
    LaneLayout layout = file.layout();
    if (file.shape().slots() == 1) {
      return KeepingWriter.overwritingOne(layout, checksum);
    }
    return overwrites
        ? KeepingWriter.overwriting(layout, checksum, spec.history())
        : KeepingWriter.waiting(layout, checksum, spec.history());
  }

  @Override
  public long maxRecord() {
    return writer.maxRecord();
  }

  @Override
  public SendResult offer(int flags, MemorySegment source, long offset, long length) {
    long at = claim(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    CrashPoint.KEPT_PAYLOAD.reach();
    MemorySegment.copy(source, offset, writer.memory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }

  @Override
  public boolean hasRoom(long length) {
    lock();
    try {
      return isReady() && writer.hasRoomFor((int) length);
    } finally {
      unlock();
    }
  }

  @Override
  public long claim(long length) {
    lock();
    try {
      if (!isReady()) {
        return NO_READER;
      }
      long at = writer.tryClaim((int) length);
      if (at < 0) {
        place.refused(length);
        return NO_ROOM;
      }
      return at;
    } finally {
      unlock();
    }
  }

  @Override
  public MemorySegment claimMemory() {
    return writer.memory();
  }

  @Override
  public void commit(int flags) {
    lock();
    try {
      writer.commit(flags); // [PUBLISH]
    } finally {
      unlock();
    }
    BellGate.fenceIfNeeded();
    if (control.sleepers() != 0) {
      channel.wakeReceivers();
    }
  }

  @Override
  public void abort() {
    writer.abort();
  }

  /** Only where newcomers are admitted by another thread, too. */
  private void lock() {
    if (sendsToNobody) {
      writing.lock();
    }
  }

  private void unlock() {
    if (sendsToNobody) {
      writing.unlock();
    }
  }

  /** Lets newcomers have what is kept though nothing is sent now. On the watcher's thread. */
  private void admitNewcomers() {
    lock();
    try {
      boolean ignored = isReady();
    } finally {
      unlock();
    }
  }

  private boolean isReady() {
    long now = control.readers(); // [READERS]
    if (now == seen) {
      return true;
    }
    boolean anybody = lane.refresh();
    if (anybody) {
      lane.meet();
      ringNewcomers();
    }
    boolean ready = anybody || sendsToNobody;
    seen = ready ? now : NOBODY;
    return ready;
  }

  /** What was kept is there for them now, whether this call publishes something or not. */
  private void ringNewcomers() {
    if (sendsToNobody) {
      BellGate.fenceIfNeeded();
      channel.wakeReceivers();
    }
  }

  @Override
  protected long overwritten() {
    try {
      overwritten = writer.missed();
    } catch (IllegalStateException e) {
      // closed: as it was then
    }
    return overwritten;
  }

  @Override
  OutLane lane() {
    return lane;
  }

  @Override
  protected void closePort(Duration linger) {
    channel.namespace().watcher().forget(channel.member(), admit);
    channel.namespace().watcher().noLonger(admit);
    overwritten = overwritten();
    lane.letGo();
    lane.end();
  }
}
