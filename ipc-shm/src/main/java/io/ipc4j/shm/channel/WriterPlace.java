package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Sleep;

/**
 * Where a lane's writer sleeps: on the bell of its lane, which a reader rings when it has made the
 * room that is wanted.
 */
final class WriterPlace implements BellGate.Place {
  private final LaneLayout layout;
  private final LaneWriter writer;
  private long refused;

  WriterPlace(LaneLayout layout, LaneWriter writer) {
    this.layout = layout;
    this.writer = writer;
  }

  /** Notes the length for which there was no room. */
  void refused(long length) {
    refused = length;
  }

  @Override
  public Bell bell() {
    return layout.bell();
  }

  @Override
  public void sleeping(Sleep how) {
    layout.want(how == Sleep.AWAKE ? 0 : writer.wantFor(refused));
    layout.asleep(how);
  }
}
