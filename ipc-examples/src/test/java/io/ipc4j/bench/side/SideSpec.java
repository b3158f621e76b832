package io.ipc4j.bench.side;

import java.nio.file.Path;

/**
 * What one measured process is told.
 *
 * @param left whether it is the side that sends first and keeps the time
 * @param system which system it measures, such as {@code aeron-shared:claim}; {@code :pause} at its
 *     end for callers that pause between polls of a round trip
 * @param measure {@code round-trips}, {@code one-way} or {@code layer}
 * @param tuned whether the peer gets a ring of the size of the framework's and a consumer that
 *     steps back
 * @param work what is done to the bytes of a message
 * @param size bytes of a message, a multiple of 8
 * @param directory where the pair keeps its files
 */
record SideSpec(
    boolean left,
    String system,
    String measure,
    boolean tuned,
    Work work,
    int size,
    Path directory) {

  /**
   * The ring that a channel of the framework has by default; peers that must be told get the same.
   */
  static final int RING = 4 << 20;

  /** How long a consumer that steps back pauses, in calls of {@link Thread#onSpinWait}. */
  static final int STEP_BACK = 256;

  static SideSpec of(String[] args) {
    return new SideSpec(
        args[0].equals("left"),
        args[1],
        args[2],
        args[3].equals("tuned"),
        Work.of(args[4]),
        Integer.parseInt(args[5]),
        Path.of(args[6]));
  }

  /** The part of the system's name before the colon. */
  String kind() {
    return part(0, system);
  }

  /** The part of the system's name at an index, or a default. */
  String part(int index, String otherwise) {
    String[] parts = system.split(":", -1);
    return index < parts.length ? parts[index] : otherwise;
  }

  /** Whether the caller pauses after each empty poll, as {@link Thread#onSpinWait} is meant for. */
  boolean pausing() {
    return system.endsWith(":pause");
  }

  static void stepBack() {
    for (int i = 0; i < STEP_BACK; i++) {
      Thread.onSpinWait();
    }
  }
}
