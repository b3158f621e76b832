package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.session.Session;
import io.ipc4j.spi.DeadPeers;
import io.ipc4j.spi.Inflow;
import org.jspecify.annotations.Nullable;

/** A lane that a receiving port reads. Belongs to the port's thread. */
final class InLane {
  private enum End {
    NOT_YET,
    CLOSED,
    LOST
  }

  private final LaneName name;
  private final LaneFile file;
  private final Inflow inflow;
  private final int slot;
  private final OpenChannel channel;
  private final @Nullable PeerInfo sender;
  private @Nullable LaneReader reader;
  private End end = End.NOT_YET;

  private InLane(OpenChannel channel, LaneName name, LaneFile file, Inflow inflow, int slot) {
    this.channel = channel;
    this.name = name;
    this.file = file;
    this.inflow = inflow;
    this.slot = slot;
    this.sender = channel.session().isAlive(name.member()) ? channel.peer(name.member()) : null;
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
        lane.reader = lane.resume();
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

  /** The reading side, or null if the writer hadn't admitted it when last asked. */
  @Nullable LaneReader reader() {
    return reader;
  }

  /** The reading side, or null if the writer hasn't admitted it. */
  @Nullable LaneReader admittedReader() {
    if (reader == null && file.layout().admitted(slot) == channel.member()) { // [ADMIT]
      reader = resume();
    }
    return reader;
  }

  private LaneReader resume() {
    return LaneReader.resume(
        file.layout(),
        slot,
        channel.spec().checksum(),
        file.poolReader(channel.spec().maxMessageSize()));
  }

  /** The error to throw if the record that its reader stands at isn't what was sent. */
  IpcCorruptException damaged(LaneReader side) {
    return side.damaged(channel.spec().name(), channel.session().nameOf(name.member()));
  }

  /** Looks whether the writer has closed the lane or is gone; if it died here, it is listed. */
  boolean checkEnded(Session session, DeadPeers dead) {
    if (end == End.NOT_YET) {
      if (file.layout().isClosed()) { // [STATE]
        end = End.CLOSED;
      } else if (!session.isAlive(name.member())) {
        end = End.LOST;
        if (sender != null) {
          dead.add(sender);
        }
      }
    }
    return isEnded();
  }

  boolean isEnded() {
    return end != End.NOT_YET;
  }

  boolean isClosed() {
    return end == End.CLOSED;
  }

  /** Whether everything was read; after {@link #isEnded} this is final. */
  boolean isEmpty() {
    LaneReader side = admittedReader();
    return side == null || side.isEmpty();
  }
}
