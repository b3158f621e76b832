package io.ipc4j.shm.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Room is used again while another thread reads: never before it was given back. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
@State
public class Room {
  private final Lane lane = new Lane();

  /** Begins with one message. */
  public Room() {
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
    result.r1 = lane.receiveAndGiveBack(1, false);
  }
}
