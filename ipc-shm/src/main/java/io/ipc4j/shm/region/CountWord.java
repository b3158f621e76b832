package io.ipc4j.shm.region;

import io.ipc4j.error.IpcCorruptException;
import java.util.function.Function;

/**
 * The word of a latch: how often it was counted down. Thread safe; never blocks.
 *
 * <p><b>Ordering.</b> {@code [STATE]}: what was written before a count is seen by who sees it.
 */
final class CountWord {
  private final SyncMemory memory;
  private final int entry;
  private final int count;
  private final Function<String, IpcCorruptException> corrupt;

  CountWord(
      SyncMemory memory, int entry, int count, Function<String, IpcCorruptException> corrupt) {
    this.memory = memory;
    this.entry = entry;
    this.count = count;
    this.corrupt = corrupt;
  }

  /** How often it is still to be counted down. */
  int left() {
    long down = memory.state(entry); // [STATE]
    if (down < 0 || down > count) {
      throw corrupt.apply("counted down " + down + " times of " + count);
    }
    return count - (int) down;
  }

  /**
   * Counts down, unless it is at zero.
   *
   * @return whether that was the last time: then all may go on
   */
  boolean countDown() {
    int left = left();
    while (left > 0 && !memory.replaceState(entry, count - left, count - left + 1L)) { // [STATE]
      left = left();
    }
    return left == 1;
  }
}
