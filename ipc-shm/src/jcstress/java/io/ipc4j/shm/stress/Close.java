package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A lane's last message is seen by whoever sees that the lane is closed. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "open and empty")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "open, with the message")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "closed, with the message")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed and empty: the message is lost")
@State
public class Close {
  private static final int LENGTH = 64;

  private final Lane lane = Lane.sound();
  private final LaneWriter writer = lane.writer();
  private final LaneReader reader = lane.reader();

  /** Sends and closes. */
  @Actor
  public void send() {
    boolean ignored = Lane.send(writer, 1, LENGTH);
    lane.layout().close();
  }

  /** Looks whether the lane is closed, and then whether it is empty. */
  @Actor
  public void receive(II_Result result) {
    result.r1 = lane.layout().isClosed() ? 1 : 0;
    result.r2 = reader.isEmpty() ? 0 : 1;
  }
}
