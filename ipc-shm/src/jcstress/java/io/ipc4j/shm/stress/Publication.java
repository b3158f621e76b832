package io.ipc4j.shm.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two messages are sent while another thread reads: whole, and in order. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "out of order")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first one")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or out of order")
@State
public class Publication {
  private final Lane lane = new Lane();

  /** Sends. */
  @Actor
  public void send() {
    lane.send(1);
    lane.send(2);
  }

  /** Receives. */
  @Actor
  public void receive(II_Result result) {
    result.r1 = lane.receive(1);
    result.r2 = result.r1 == 0 ? 0 : lane.receive(2);
  }
}
