package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the readers of a lane read it; the number stands in the lane's header. */
public enum Discipline {
  /** Each reader reads every record, and the writer waits for it. */
  WAITS(0),
  /** The writer waits for nobody: see {@link KeepingWriter} and {@link OverrunReader}. */
  OVERWRITES(1),
  /** Each record is claimed by one of the readers; see {@link LaneClaimant}. */
  SHARED(2),
  /** The same, with a checksum behind each payload. */
  SHARED_SEALED(3);

  private final long number;

  Discipline(long number) {
    this.number = number;
  }

  /** That of a lane whose readers compete. */
  public static Discipline shared(ChecksumKind checksum) {
    return checksum == ChecksumKind.NONE ? SHARED : SHARED_SEALED;
  }

  /** Whether readers compete. */
  public boolean isShared() {
    return this == SHARED || this == SHARED_SEALED;
  }

  /** Whether a checksum follows each payload of a lane whose readers compete. */
  public ChecksumKind checksum() {
    return this == SHARED_SEALED ? ChecksumKind.CRC32C : ChecksumKind.NONE;
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
