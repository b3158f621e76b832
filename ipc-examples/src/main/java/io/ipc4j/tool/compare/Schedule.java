package io.ipc4j.tool.compare;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives each measurement its time: a thorough one what it needs, quick ones equal shares of what is
 * left, so that one which took too long costs the others time, and not the whole. For use by one
 * thread.
 */
final class Schedule {

  /** The part of a quick run's time in which its processes warm up before all else. */
  private static final double FIRST_WARM_UP = 0.2;

  /** The same before another way of waiting, which runs through code of its own. */
  private static final double NEXT_WARM_UP = 0.1;

  /** What may be measured beyond the time, as a part of it, rather than nothing. */
  private static final double GRACE = 0.1;

  private static final long THOROUGH_WARM_UP = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier clock;
  private final boolean quick;
  private final boolean traced;
  private final long budgetNanos;
  private final long end;
  private final int lanes;
  private final int cells;
  private int cellsLeft;
  private int lanesLeft;

  /**
   * Begins.
   *
   * @param budgetNanos for all measurements; 0 for thorough ones
   * @param plan what they are
   * @param traced whether system calls are counted
   */
  Schedule(long budgetNanos, Plan plan, boolean traced) {
    this(budgetNanos, plan, traced, System::nanoTime);
  }

  /** The same by another clock. */
  Schedule(long budgetNanos, Plan plan, boolean traced, LongSupplier clock) {
    this.clock = clock;
    this.quick = budgetNanos > 0;
    this.traced = traced;
    this.budgetNanos = budgetNanos;
    this.end = clock.getAsLong() + budgetNanos;
    this.cells = plan.cells();
    this.cellsLeft = cells;
    this.lanes = plan.lanes().size();
    this.lanesLeft = lanes;
  }

  /** How long thorough measurements take, with nothing around them. */
  static long estimate(Plan plan, boolean traced) {
    Pace pace = traced ? Pace.THOROUGH : Pace.THOROUGH.withoutTrace();
    return plan.lanes().size() * THOROUGH_WARM_UP + plan.cells() * pace.estimate();
  }

  /** How long the processes warm up at the begin of the next lane, all sizes in turn. */
  long warmUpNanos() {
    double part = lanesLeft == lanes ? FIRST_WARM_UP : NEXT_WARM_UP;
    lanesLeft--;
    if (isOver()) {
      return 0;
    }
    return quick ? Math.round(part * budgetNanos) : THOROUGH_WARM_UP;
  }

  /** Whether the time is over; never before something was measured. */
  boolean isOver() {
    return quick && !isFirst() && clock.getAsLong() > end + GRACE * budgetNanos;
  }

  private boolean isFirst() {
    return cellsLeft == cells;
  }

  /** The pace of the next measurement. A quick run counts system calls for the first alone. */
  Pace next() {
    boolean counted = traced && isFirst();
    int share = Math.max(1, cellsLeft--);
    if (quick) {
      double warmUps = lanesLeft * NEXT_WARM_UP * budgetNanos;
      return Pace.quick((end - clock.getAsLong() - Math.round(warmUps)) / share, counted);
    }
    return traced ? Pace.THOROUGH : Pace.THOROUGH.withoutTrace();
  }
}
