package io.ipc4j.internal;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the messages that a sender keeps, used again: by powers of two, above 1 MiB by whole
 * mebibytes. Guarded by its sender.
 */
final class KeptPool {
  private static final int SMALLEST = 6;
  private static final int LARGEST = 20;

  private final List<ArrayDeque<Kept>> free = new ArrayList<>();
  private final ArrayDeque<Kept> large = new ArrayDeque<>();
  private final long most;
  private long idle;

  /**
   * Makes a pool.
   *
   * @param most how many bytes to hold for later at most
   */
  KeptPool(long most) {
    this.most = most;
    for (int power = SMALLEST; power <= LARGEST; power++) {
      free.add(new ArrayDeque<>());
    }
  }

  /** Lends memory for a message of that length. */
  Kept take(long length) {
    int power = power(length);
    Kept found = power > LARGEST ? takeLarge(length) : free.get(power - SMALLEST).pollLast();
    if (found == null) {
      long size = power > LARGEST ? (((length - 1) >> LARGEST) + 1) << LARGEST : 1L << power;
      found = new Kept(Arena.ofAuto().allocate(size, Long.BYTES));
    } else {
      idle -= found.memory.byteSize();
    }
    found.length = length;
    found.gap = 0;
    found.again = false;
    return found;
  }

  private static int power(long length) {
    return Math.max(SMALLEST, Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, length) - 1));
  }

  private @Nullable Kept takeLarge(long length) {
    Iterator<Kept> latestFirst = large.descendingIterator();
    while (latestFirst.hasNext()) {
      Kept kept = latestFirst.next();
      if (kept.memory.byteSize() >= length && kept.memory.byteSize() / 2 <= length) {
        latestFirst.remove();
        return kept;
      }
    }
    return null;
  }

  /** Takes back what nobody needs any more. */
  void give(Kept kept) {
    long size = kept.memory.byteSize();
    if (idle + size <= most) {
      idle += size;
      int power = power(size);
      (power > LARGEST ? large : free.get(power - SMALLEST)).addLast(kept);
    }
  }
}
