package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.spi.Inflow;

/** A lane that a receiving port reads, in whatever way. Belongs to the port's thread. */
interface IncomingLane {
  LaneName name();

  LaneFile file();

  Inflow inflow();

  /** How its writer has ended. */
  WriterEnd end();

  /** Whether everything was read; after {@link WriterEnd#isThere} this is final. */
  boolean isEmpty();
}
