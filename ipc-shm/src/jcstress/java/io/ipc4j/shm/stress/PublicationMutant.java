package io.ipc4j.shm.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A mutant: the header is published before the payload is written. */
@JCStressTest
@Outcome(id = {"0", "1"}, expect = Expect.ACCEPTABLE, desc = "nothing yet, or whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn: the mutant is caught")
@State
public class PublicationMutant {
  private final Lane lane = new Lane();

  /** Sends. */
  @Actor
  public void send() {
    lane.sendTooEarly(1);
  }

  /** Receives. */
  @Actor
  public void receive(I_Result result) {
    result.r1 = lane.receive(1);
  }
}
