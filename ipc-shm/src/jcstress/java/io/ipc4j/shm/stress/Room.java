package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneReader;
import io.ipc4j.shm.lane.LaneWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Room is used again while another thread reads: never before it was given back. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "whole, the room wasn't used again")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "whole, the room was used again")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
@State
public class Room {
  /** Of records that fill the ring: the next one needs the room of the second. */
  private static final int[] LENGTHS = {8, 1016, 2040, 1000, 1016};

  private static final int LOOKS = 1000;

  private final Lane lane = Lane.sound();
  private final LaneWriter writer = lane.writer();
  private final LaneReader reader = lane.reader();

  /** Begins with a full ring, of which the first message is received. */
  public Room() {
    for (int number = 0; number < LENGTHS.length - 1; number++) {
      boolean ignored = Lane.send(writer, number, LENGTHS[number]);
      if (number == 0) {
        int handled = Lane.receive(reader, 0, LENGTHS[0]);
        reader.finish(handled);
        reader.finish(0);
      }
    }
  }

  /** Sends one more as soon as there is room. */
  @Actor
  public void send(II_Result result) {
    int last = LENGTHS.length - 1;
    for (int i = 0; i < LOOKS && result.r1 == 0; i++) {
      result.r1 = Lane.send(writer, last, LENGTHS[last]) ? 1 : 0;
    }
  }

  /** Receives the second one. */
  @Actor
  public void receive(II_Result result) {
    result.r2 = Lane.receive(reader, 1, LENGTHS[1]);
  }
}
