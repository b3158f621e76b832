package io.ipc4j.shm.stress;

import io.ipc4j.shm.channel.Control;
import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A mutant: a receiver that is about to sleep executes no barrier. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the receiver sees the message")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the sender wakes the receiver")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "the receiver sleeps, and nobody wakes it")
@State
public class ReceiverSleepMutant {
  private static final int LENGTH = 64;

  private final Lane lane = Lane.sound();
  private final LaneWriter writer = lane.writer();
  private final LaneReader reader = lane.reader();
  private final Control control = new Control();

  /** Says that it is about to sleep, and looks again. */
  @Actor
  public void sleep(II_Result result) {
    control.asleep();
    result.r2 = reader.isEmpty() ? 0 : 1;
  }

  /** Sends, and looks who sleeps. */
  @Actor
  public void send(II_Result result) {
    boolean ignored = Lane.send(writer, 1, LENGTH);
    result.r1 = control.wakesReceiver() ? 1 : 0;
  }
}
