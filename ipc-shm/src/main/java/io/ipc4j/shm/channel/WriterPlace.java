package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LaneLayout;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Sleep;
import java.util.function.LongUnaryOperator;

/**
 * Where a lane's writer sleeps: on the bell of its lane, which a reader rings when it has made the
 * room that is wanted.
 */
final class WriterPlace implements BellGate.Place {
  private final LaneLayout layout;
  private final LongUnaryOperator wantFor;
  private long refused;
  private long until;

  /**
   * Makes the place.
   *
   * @param wantFor the position that readers must reach before a payload of a length fits
   */
  WriterPlace(LaneLayout layout, LongUnaryOperator wantFor) {
    this.layout = layout;
    this.wantFor = wantFor;
  }

  /** Notes the length for which there was no room. */
  void refused(long length) {
    refused = length;
    until = 0;
  }

  /** Notes that readers must reach a position first. */
  void refusedUntil(long position) {
    until = position;
  }

  @Override
  public Bell bell() {
    return layout.bell();
  }

  @Override
  public void sleeping(Sleep how) {
    long want = until == 0 ? wantFor.applyAsLong(refused) : until;
    layout.want(how == Sleep.AWAKE ? 0 : want);
    layout.asleep(how);
  }
}
