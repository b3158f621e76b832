package io.ipc4j.shm.lane;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the readers of a lane read it; the number stands in the lane's header. */
public enum Discipline {
  /** Each reader reads every record, and the writer waits for it. */
  WAITS(0),
  /** The writer waits for nobody: see {@link KeepingWriter} and {@link OverrunReader}. */
  OVERWRITES(1);

  private final long number;

  Discipline(long number) {
    this.number = number;
  }

  long number() {
    return number;
  }

  static Optional<Discipline> of(long number) {
    return Arrays.stream(values()).filter(one -> one.number == number).findFirst();
  }

  /** All numbers, for people. */
  static String numbers() {
    return Arrays.stream(values())
        .map(one -> Long.toString(one.number))
        .collect(Collectors.joining(" or "));
  }
}
