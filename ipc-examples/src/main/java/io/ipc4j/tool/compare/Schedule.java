package io.ipc4j.tool.compare;

/**
 * Gives each measurement its time: a thorough one what it needs, quick ones equal shares of what is
 * left, so that one which took too long costs the others time, and not the whole. For use by one
 * thread.
 */
final class Schedule {

  private final boolean quick;
  private final boolean traced;
  private final long end;
  private final int cells;
  private int left;

  /**
   * Begins.
   *
   * @param budgetNanos for all measurements; 0 for thorough ones
   * @param cells how many there are
   * @param traced whether system calls are counted
   */
  Schedule(long budgetNanos, int cells, boolean traced) {
    this.quick = budgetNanos > 0;
    this.traced = traced;
    this.end = System.nanoTime() + budgetNanos;
    this.cells = cells;
    this.left = cells;
  }

  /** Whether the time is over; never before something was measured. */
  boolean isOver() {
    return quick && left < cells && System.nanoTime() > end;
  }

  /**
   * The pace of the next measurement.
   *
   * @param smallest whether it is that of the smallest messages, for which even a quick run counts
   *     system calls
   */
  Pace next(boolean smallest) {
    if (quick) {
      return Pace.quick((end - System.nanoTime()) / Math.max(1, left--), traced && smallest);
    }
    return traced ? Pace.THOROUGH : Pace.THOROUGH.withoutTrace();
  }
}
