package io.ipc4j.shm.point;

import io.ipc4j.channel.Receiver;
import io.ipc4j.shm.point.Oracle.Handled;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** What receivers have handled, in their order, and the check of it. */
final class Log {
  /** Messages of survivors have numbers from here on. */
  static final long OTHERS = 1 << 20;

  private final List<Handled> entries = new ArrayList<>();
  private long others;

  /** Polls, slower at times, so that the sender runs out of room. */
  void poll(Receiver receiver) throws InterruptedException {
    int ignored =
        receiver.poll(
            (memory, offset, length) -> add(memory, offset, length, receiver.isRedelivered()),
            8,
            Duration.ofMillis(5));
  }

  private void add(MemorySegment memory, long offset, long length, boolean redelivered) {
    long number = Numbered.number(memory, offset, length);
    if (number >= OTHERS) {
      others++;
      return;
    }
    entries.add(new Handled(number, redelivered));
    if (number % 6 == 0) {
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Puts what a victim has handled before the rest. */
  void prepend(List<Handled> earlier) {
    entries.addAll(0, earlier);
  }

  /** What was handled, in order. */
  List<Handled> entries() {
    return List.copyOf(entries);
  }

  /** One more than the last number that came. */
  long next() {
    return entries.isEmpty() ? 0 : entries.getLast().number() + 1;
  }

  /** How many messages of survivors came. */
  long others() {
    return others;
  }

  /**
   * In any order; what comes twice comes marked.
   *
   * @param redeliveries how many may come twice, if marked
   * @return how many came
   */
  int checkShared(int redeliveries) {
    Set<Long> seen = new HashSet<>();
    int again = 0;
    for (Handled one : entries) {
      if (one.number() < 0) {
        throw new Finding(Finding.Kind.CORRUPT, "a message in " + entries);
      }
      if (!seen.add(one.number()) && (!one.redelivered() || ++again > redeliveries)) {
        throw new Finding(Finding.Kind.DUPLICATED, one + " in " + entries);
      }
    }
    return seen.size();
  }

  /**
   * In order, without a hole; what comes twice comes marked.
   *
   * @param first the number that comes first
   * @param acknowledged how many at least
   * @param attempted how many at most
   * @param redeliveries how many may come twice, if marked
   */
  void check(long first, long acknowledged, long attempted, int redeliveries) {
    long expected = first;
    int again = 0;
    for (Handled one : entries) {
      if (one.number() < 0) {
        throw new Finding(Finding.Kind.CORRUPT, "a message in " + entries);
      }
      if (one.number() == expected - 1 && one.redelivered() && again < redeliveries) {
        again++;
        continue;
      }
      if (one.number() != expected) {
        Finding.Kind kind = one.number() < expected ? Finding.Kind.DUPLICATED : Finding.Kind.LOST;
        throw new Finding(kind, "expected " + expected + " in " + entries);
      }
      expected++;
    }
    if (expected < acknowledged) {
      throw new Finding(
          Finding.Kind.LOST, "acknowledged were " + acknowledged + ", handled " + entries);
    }
    if (expected > attempted) {
      throw new Finding(
          Finding.Kind.CORRUPT, "attempted were " + attempted + ", handled " + entries);
    }
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
