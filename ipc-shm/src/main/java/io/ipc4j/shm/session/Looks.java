package io.ipc4j.shm.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a thread calls again and again, about once in a period. Guarded by its owner's lock. */
final class Looks {
  private static final long SHORTEST = 1_000_000;

  private final long period;
  private final Set<Runnable> all = new HashSet<>();
  private long next;

  /**
   * Nothing yet.
   *
   * @param period in nanoseconds
   */
  Looks(long period) {
    this.period = period;
    this.next = System.nanoTime() + period;
  }

  void add(Runnable look) {
    all.add(look);
  }

  void remove(Runnable look) {
    all.remove(look);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** How long nothing is due, in nanoseconds: at least a millisecond, at most a period. */
  long left() {
    return Math.clamp(next - System.nanoTime(), SHORTEST, period);
  }

  /** What to call now, if the period is over. */
  List<Runnable> due() {
    long now = System.nanoTime();
    if (now - next < 0) {
      return List.of();
    }
    next = now + period;
    return List.copyOf(all);
  }
}
