package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.Discipline;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.OverrunReader;
import io.ipc4j.shm.session.Session;
import io.ipc4j.spi.DeadPeers;
import io.ipc4j.spi.Inflow;
import org.jspecify.annotations.Nullable;

/**
 * A lane that a receiving port reads, by one of two sides: the lane says which. Belongs to the
 * port's thread.
 */
final class InLane {
  private final LaneName name;
  private final LaneFile file;
  private final Inflow inflow;
  private final int slot;
  private final OpenChannel channel;
  private final @Nullable PeerInfo sender;
  private final boolean overwritten;
  private final WriterEnd end;
  private @Nullable LaneReader reader;
  private @Nullable OverrunReader overrunReader;

  private InLane(OpenChannel channel, LaneName name, LaneFile file, Inflow inflow, int slot) {
    this.channel = channel;
    this.name = name;
    this.file = file;
    this.inflow = inflow;
    this.slot = slot;
    this.sender = channel.session().isAlive(name.member()) ? channel.peer(name.member()) : null;
    this.overwritten = file.shape().discipline() == Discipline.OVERWRITES;
    this.end = new WriterEnd(name, file);
  }

  /**
   * Attaches to a lane.
   *
   * @param slot by which to read
   * @param broadcast whether the writer must admit this end to the slot first; else it goes on
   *     where the slot's last reader was
   * @return the lane, or null if it is gone
   */
  static @Nullable InLane attach(
      OpenChannel channel, LaneName name, Inflow inflow, int slot, boolean broadcast) {
    LaneFile file = LaneFile.attachToRead(name.in(channel.directory())).orElse(null);
    if (file == null) {
      return null;
    }
    InLane lane = new InLane(channel, name, file, inflow, slot);
    try {
      if (!broadcast) {
        lane.resume();
      }
      return lane;
    } catch (IpcCorruptException e) {
      file.close();
      throw e;
    }
  }

  LaneName name() {
    return name;
  }

  LaneFile file() {
    return file;
  }

  Inflow inflow() {
    return inflow;
  }

  /** Whether the writer waits for nobody: then {@link #overrunReader} reads, else another side. */
  boolean isOverwritten() {
    return overwritten;
  }

  /** The reading side, or null if the writer hadn't admitted it when last asked. */
  @Nullable LaneReader reader() {
    return reader;
  }

  /** The reading side, or null if the writer hasn't admitted it. */
  @Nullable LaneReader admittedReader() {
    if (reader == null && isAdmitted()) {
      resume();
    }
    return reader;
  }

  /** The same where the writer waits for nobody. */
  @Nullable OverrunReader overrunReader() {
    if (overrunReader == null && isAdmitted()) {
      resume();
    }
    return overrunReader;
  }

  private boolean isAdmitted() {
    return file.layout().admitted(slot) == channel.member(); // [ADMIT]
  }

  private void resume() {
    if (overwritten) {
      overrunReader = OverrunReader.resume(file.layout(), slot, channel.spec().checksum());
    } else {
      reader =
          LaneReader.resume(
              file.layout(),
              slot,
              channel.spec().checksum(),
              file.poolReader(channel.spec().maxMessageSize()));
    }
  }

  /** The error to throw if the record that its reader stands at isn't what was sent. */
  IpcCorruptException damaged(LaneReader side) {
    return side.damaged(channel.spec().name(), channel.session().nameOf(name.member()));
  }

  /** The same where the writer waits for nobody. */
  IpcCorruptException damaged(OverrunReader side) {
    return side.damaged(channel.spec().name(), channel.session().nameOf(name.member()));
  }

  /** Looks whether the writer has closed the lane or is gone; if it died here, it is listed. */
  boolean checkEnded(Session session, DeadPeers dead) {
    boolean known = end.isThere();
    boolean ended = end.check(session);
    if (ended && !known && !end.isInOrder() && sender != null) {
      dead.add(sender);
    }
    return ended;
  }

  /** How its writer has ended. */
  WriterEnd end() {
    return end;
  }

  /** Whether everything was read; after {@link WriterEnd#isThere} this is final. */
  boolean isEmpty() {
    if (overwritten) {
      OverrunReader side = overrunReader();
      return side == null || side.isEmpty();
    }
    LaneReader side = admittedReader();
    return side == null || side.isEmpty();
  }
}
