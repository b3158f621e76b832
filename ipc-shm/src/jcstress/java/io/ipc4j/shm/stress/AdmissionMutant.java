package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A mutant: a subscriber is admitted before it is stored where it begins. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not admitted yet")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "admitted, nothing yet")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "admitted, the first message after that")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message before that, or no message at all")
@State
public class AdmissionMutant {
  private static final int LENGTH = 64;
  private static final int MEMBER = 7;

  private final Lane lane = Lane.weakened(Weakened.AdmittedFirst::new);
  private final LaneWriter writer = lane.publisher();

  /** Begins with a message that nobody is to get. */
  public AdmissionMutant() {
    boolean ignored = Lane.send(writer, 1, LENGTH);
  }

  /** Admits a subscriber, and publishes. */
  @Actor
  public void publish() {
    writer.admit(0, MEMBER);
    boolean ignored = Lane.send(writer, 2, LENGTH);
  }

  /** Receives once it is admitted. */
  @Actor
  public void receive(II_Result result) {
    if (lane.layout().admitted(0) == MEMBER) {
      result.r1 = 1;
      result.r2 = Lane.receive(lane.reader(), 2, LENGTH);
    }
  }
}
