package io.ipc4j.shm.region;

import java.util.concurrent.atomic.AtomicLongArray;

/** What ledgers use, on the heap: one entry's state and a few records. */
final class HeapMemory implements SyncMemory {
  private final int records;
  private final AtomicLongArray words;

  HeapMemory(int records) {
    this.records = records;
    this.words = new AtomicLongArray(1 + 2 * records);
  }

  @Override
  public int records() {
    return records;
  }

  @Override
  public long state(int entry) {
    return words.get(0);
  }

  @Override
  public boolean replaceState(int entry, long expected, long state) {
    return words.compareAndSet(0, expected, state);
  }

  @Override
  public long owner(int record) {
    return words.get(1 + record);
  }

  @Override
  public boolean replaceOwner(int record, long expected, long owner) {
    return words.compareAndSet(1 + record, expected, owner);
  }

  @Override
  public long claim(int record) {
    return words.get(1 + records + record);
  }

  @Override
  public boolean replaceClaim(int record, long expected, long claim) {
    return words.compareAndSet(1 + records + record, expected, claim);
  }

  /** Writes any word, as somebody who keeps to no rule would. */
  void scribble(int word, long value) {
    words.set(word, value);
  }

  int words() {
    return words.length();
  }
}
