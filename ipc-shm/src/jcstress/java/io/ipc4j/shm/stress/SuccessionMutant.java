package io.ipc4j.shm.stress;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A mutant: room is given back before the reader says that it has taken what was there. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nothing was taken")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the message may have been handled")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the message was taken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a successor finds what is impossible")
@State
public class SuccessionMutant {
  private static final int LENGTH = 1016;

  private final Lane lane = Lane.weakened(Weakened.CursorFirst::new);
  private final LaneWriter writer = lane.writer();
  private final LaneReader reader = lane.reader();

  /** Begins with one message. */
  public SuccessionMutant() {
    boolean ignored = Lane.send(writer, 1, LENGTH);
  }

  /** Receives, and could die between any two of its stores. */
  @Actor
  public void receive() {
    int ignored = Lane.receive(reader, 1, LENGTH);
  }

  /** Looks as a successor would where it was. */
  @Actor
  public void succeed(I_Result result) {
    try {
      LaneReader successor = LaneReader.resume(lane.layout(), 0);
      result.r1 = successor.position() > 0 ? 2 : successor.isRedelivered() ? 1 : 0;
    } catch (IpcCorruptException e) {
      result.r1 = Lane.CORRUPT;
    }
  }
}
