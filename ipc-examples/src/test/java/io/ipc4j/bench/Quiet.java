package io.ipc4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Waits for a machine that others use too to have nothing to do. */
final class Quiet {
  private static final Path STAT = Path.of("/proc/stat");
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(500);

  /** Fields of the first line: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int NICE = 2;

  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final int LAST = 8;

  private Quiet() {}

  /**
   * Waits until the processors are used less than that, for half a second. Processes of positive
   * niceness, such as the spinners, don't count.
   *
   * @param most the share of all processors, 0 to 1
   * @param nanos how long to wait; 0 doesn't look at all
   * @return whether it became quiet
   */
  static boolean await(double most, long nanos) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    boolean quiet = nanos == 0;
    while (!quiet && System.nanoTime() - begin < nanos) {
      long[] before = ticks();
      TimeUnit.NANOSECONDS.sleep(LOOK);
      long[] after = ticks();
      quiet = after[0] - before[0] < most * (after[1] - before[1]);
    }
    return quiet;
  }

  /** Ticks in which something ran, and all ticks. */
  private static long[] ticks() throws IOException {
    String[] fields = Files.readAllLines(STAT).getFirst().split(" +", -1);
    long used = 0;
    long all = 0;
    for (int i = 1; i <= LAST; i++) {
      long ticks = Long.parseLong(fields[i]);
      all += ticks;
      used += i == NICE || i == IDLE || i == WAITING ? 0 : ticks;
    }
    return new long[] {used, all};
  }
}
