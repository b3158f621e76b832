package io.ipc4j.bench.side;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A page that the two processes of a pair share beside what they measure: they meet at it, probe
 * how far apart their processors are, and the reading side reports there how much has arrived.
 *
 * <p>The C reference uses the same page in the same way; change both.
 */
final class Meeting {
  static final String FILE = "meeting";
  static final int SIZE = 4096;

  private static final long ARRIVED_LEFT = 0;
  private static final long ARRIVED_RIGHT = 256;
  private static final long PING = 512;
  private static final long PONG = 768;
  private static final long DONE = 1024;

  private static final long OVER = -1;
  private static final int TRIPS_PER_BLOCK = 64;
  private static final int MOST_BLOCKS = 1 << 14;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment page;
  private final boolean left;
  private final long[] blocks = new long[MOST_BLOCKS];
  private long meetings;
  private long lastPing;

  Meeting(Path directory, boolean left) {
    this.left = left;
    try (FileChannel file =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      this.page = file.map(MapMode.READ_WRITE, 0, SIZE, Arena.global());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the other process has called this as often. */
  void meet() {
    meetings++;
    set(left ? ARRIVED_LEFT : ARRIVED_RIGHT, meetings);
    long other = left ? ARRIVED_RIGHT : ARRIVED_LEFT;
    while (get(other) < meetings) {
      Thread.onSpinWait();
    }
  }

  /**
   * Passes a cache line to and fro between the processors of the two sides.
   *
   * @param nanos how long
   * @return the median round trip in nanoseconds on the left side, 0 on the right
   */
  double probe(long nanos) {
    if (!left) {
      echo();
      return 0;
    }
    int count = 0;
    long value = 0;
    long begin = System.nanoTime();
    long start = begin;
    while (start - begin < nanos && count < MOST_BLOCKS) {
      for (int i = 0; i < TRIPS_PER_BLOCK; i++) {
        set(PING, ++value);
        while (get(PONG) != value) {
          // the line is on its way
        }
      }
      long end = System.nanoTime();
      blocks[count++] = end - start;
      start = end;
    }
    set(PING, OVER);
    while (get(PONG) != OVER) {
      // as above
    }
    Arrays.sort(blocks, 0, count);
    return (double) blocks[count / 2] / TRIPS_PER_BLOCK;
  }

  private void echo() {
    long value;
    do {
      while ((value = get(PING)) == lastPing) {
        // the line is on its way
      }
      set(PONG, value);
      lastPing = value;
    } while (value != OVER);
  }

  /** Tells the left side how many messages have arrived since the pair began. */
  void done(long messages) {
    set(DONE, messages);
  }

  /** Waits until the right side has told of that many messages. */
  void awaitDone(long messages) {
    while (get(DONE) != messages) {
      Thread.onSpinWait();
    }
  }

  private long get(long offset) {
    return (long) WORD.getAcquire(page, offset);
  }

  private void set(long offset, long value) {
    WORD.setRelease(page, offset, value);
  }
}
