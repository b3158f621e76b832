package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.session.Session;

/** How the writer of a lane has ended, as far as one of its readers has seen. */
final class WriterEnd {
  private enum End {
    NOT_YET,
    CLOSED,
    LOST
  }

  private final LaneName name;
  private final LaneFile file;
  private End end = End.NOT_YET;

  WriterEnd(LaneName name, LaneFile file) {
    this.name = name;
    this.file = file;
  }

  /** Looks whether the writer has closed the lane or is gone. */
  boolean check(Session session) {
    if (end == End.NOT_YET) {
      if (file.layout().isClosed()) { // [STATE]
        end = End.CLOSED;
      } else if (!session.isAlive(name.member())) {
        end = End.LOST;
      }
    }
    return isThere();
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
