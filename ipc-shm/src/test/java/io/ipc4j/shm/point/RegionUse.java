package io.ipc4j.shm.point;

import io.ipc4j.region.Atomics;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counting under the lock of a region, so that a death in the middle shows. */
final class RegionUse {
  static final String NAME = "r";
  static final long SIZE = 4096;
  static final int PERMITS = 3;

  private static final long LEDGER = 0;
  private static final long TOTAL = 8;

  private final Region region;
  private final Atomics words;

  RegionUse(Region region) {
    this.region = region;
    this.words = region.atomics();
  }

  /** Counts one, waiting for the lock. */
  void count(Duration timeout) throws InterruptedException {
    try (Held held = region.lock("lock").lock(timeout)) {
      add(held);
    }
  }

  /** Counts one if the lock is free; whether it was. */
  boolean tryCount() {
    try (@Nullable Held held = region.lock("lock").tryLock()) {
      if (held != null) {
        add(held);
      }
      return held != null;
    }
  }

  private void add(Held held) {
    mend(held);
    words.setLong(LEDGER, words.getLong(LEDGER) + 1);
    words.setLong(TOTAL, words.getLong(TOTAL) + 1);
  }

  private void mend(Held held) {
    if (held.previousOwnerDied()) {
      words.setLong(TOTAL, words.getLong(LEDGER));
    } else if (words.getLong(TOTAL) != words.getLong(LEDGER)) {
      throw new AssertionError("a death under the lock wasn't told: " + words.getLong(TOTAL));
    }
  }

  /** How often was counted, read under the lock. */
  long counted(Duration timeout) throws InterruptedException {
    try (Held held = region.lock("lock").lock(timeout)) {
      mend(held);
      return words.getLong(LEDGER);
    }
  }
}
