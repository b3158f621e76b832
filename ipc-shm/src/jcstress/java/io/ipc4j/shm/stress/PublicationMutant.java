package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A mutant: a message is written once it is published. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first one")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, out of order, or no message at all")
@State
public class PublicationMutant {
  private static final int LENGTH = 64;

  private final Lane lane = Lane.sound();
  private final LaneWriter writer = lane.writer();
  private final LaneReader reader = lane.reader();

  /** Sends. */
  @Actor
  public void send() {
    Lane.sendTooEarly(writer, 1, LENGTH);
    Lane.sendTooEarly(writer, 2, LENGTH);
  }

  /** Receives. */
  @Actor
  public void receive(II_Result result) {
    result.r1 = Lane.receive(reader, 1, LENGTH);
    result.r2 = result.r1 == Lane.WHOLE ? Lane.receive(reader, 2, LENGTH) : Lane.NOTHING;
  }
}
