package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.session.Sleep;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A writer that is about to sleep for want of room sees the room, or is woken. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the writer sees the room")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the reader wakes the writer")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "the writer sleeps, and nobody wakes it")
@State
public class WriterSleep {
  private static final int LENGTH = 1000;

  private final Lane lane = Lane.sound();
  private final LaneWriter writer = lane.writer();
  private final LaneReader reader = lane.reader();

  /** Begins with a full ring. */
  public WriterSleep() {
    int number = 0;
    while (Lane.send(writer, number, LENGTH)) {
      number++;
    }
  }

  /** Says that it is about to sleep, and looks again. */
  @Actor
  public void sleep(II_Result result) {
    lane.layout().want(writer.wantFor(LENGTH));
    lane.layout().asleep(Sleep.ALONE);
    Barrier.execute();
    result.r2 = writer.hasRoomFor(LENGTH) ? 1 : 0;
  }

  /** Makes room, and looks who sleeps. */
  @Actor
  public void receive(II_Result result) {
    int handled = 0;
    while (reader.next()) {
      reader.done();
      handled++;
    }
    reader.finish(handled);
    result.r1 = reader.roomWanted() && lane.layout().wakeUp() != Sleep.AWAKE ? 1 : 0;
  }
}
