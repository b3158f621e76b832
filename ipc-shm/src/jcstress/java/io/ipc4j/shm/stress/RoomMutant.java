package io.ipc4j.shm.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A mutant: room is given back before the message was read. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read: the mutant is caught")
@State
public class RoomMutant {
  private final Lane lane = new Lane();

  /** Begins with one message. */
  public RoomMutant() {
    lane.send(1);
  }

  /** Uses the room again. */
  @Actor
  public void reuse() {
    lane.reuse();
  }

  /** Receives. */
  @Actor
  public void receive(I_Result result) {
    result.r1 = lane.receiveAndGiveBack(1, true);
  }
}
