package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.spi.DeadPeers;
import org.jspecify.annotations.Nullable;

/** How the writer of a lane has ended, as far as one of its readers has seen. */
final class WriterEnd {
  private enum End {
    NOT_YET,
    CLOSED,
    LOST
  }

  private final OpenChannel channel;
  private final LaneName name;
  private final LaneFile file;
  private final @Nullable PeerInfo writer;
  private End end = End.NOT_YET;

  /** Takes note of who the writer is, if it lives: later its place may be somebody else's. */
  WriterEnd(OpenChannel channel, LaneName name, LaneFile file) {
    this.channel = channel;
    this.name = name;
    this.file = file;
    this.writer = channel.session().isAlive(name.member()) ? channel.peer(name.member()) : null;
  }

  /** Looks whether the writer has closed the lane or is gone; if it died here, it is listed. */
  void check(DeadPeers dead) {
    if (end == End.NOT_YET) {
      if (file.layout().isClosed()) { // [STATE]
        end = End.CLOSED;
      } else if (!channel.session().isAlive(name.member())) {
        end = End.LOST;
        if (writer != null) {
          dead.add(writer);
        }
      }
    }
  }

  /** Whether it has, when last looked: then nothing follows what is published. */
  boolean isThere() {
    return end != End.NOT_YET;
  }

  /** Whether it closed the lane in order. */
  boolean isInOrder() {
    return end == End.CLOSED;
  }
}
