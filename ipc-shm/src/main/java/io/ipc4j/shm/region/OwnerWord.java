package io.ipc4j.shm.region;

import java.util.function.LongPredicate;

/**
 * The word of a lock as one member uses it: it names the owner.
 *
 * <p><b>State.</b> 0: free. Else the owning member, and a bit that says that somebody may sleep.
 * <b>Ordering.</b> {@code [STATE]}: what the former owner wrote is seen by the next. Thread safe;
 * never blocks, asks the kernel who is alive.
 */
final class OwnerWord {
  /** What became of an attempt to take the lock. */
  enum Outcome {
    /** Its owner has it. */
    REFUSED,
    /** It was free, and is taken. */
    TAKEN,
    /** Its owner was dead, and it is taken. */
    TAKEN_AFTER_DEATH
  }

  private static final long WAITED_FOR = Long.MIN_VALUE;
  private static final long MEMBER = Long.MAX_VALUE;

  private final SyncMemory memory;
  private final int entry;
  private final long member;
  private final LongPredicate alive;

  OwnerWord(SyncMemory memory, int entry, long member, LongPredicate alive) {
    this.memory = memory;
    this.entry = entry;
    this.member = member;
    this.alive = alive;
  }

  /**
   * Takes the lock if it is free or its owner isn't alive.
   *
   * @param ask whether to ask the kernel if the owner is alive
   * @param slept whether this one has slept, since then others may sleep too
   */
  Outcome take(boolean ask, boolean slept) {
    while (true) {
      long word = memory.state(entry); // [STATE]
      long owner = word & MEMBER;
      if (owner != 0 && (!ask || alive.test(owner))) {
        return Outcome.REFUSED;
      }
      long mine = member | (word & WAITED_FOR) | (slept ? WAITED_FOR : 0);
      if (memory.replaceState(entry, word, mine)) { // [STATE]
        return owner == 0 ? Outcome.TAKEN : Outcome.TAKEN_AFTER_DEATH;
      }
    }
  }

  /** Says that somebody may sleep; false if that can't be said now, since the lock is free. */
  boolean announce() {
    long word = memory.state(entry);
    return (word & MEMBER) != 0
        && ((word & WAITED_FOR) != 0 || memory.replaceState(entry, word, word | WAITED_FOR));
  }

  /** The member that has the lock, 0 if it is free. */
  long owner() {
    return memory.state(entry) & MEMBER;
  }

  /**
   * Gives the lock back, unless somebody else has it since the mapping was closed.
   *
   * @return whether somebody may sleep, who is to be woken
   */
  boolean release() {
    while (true) {
      long word = memory.state(entry);
      if ((word & MEMBER) != member) {
        return false;
      }
      if (memory.replaceState(entry, word, 0)) { // [STATE]
        return (word & WAITED_FOR) != 0;
      }
    }
  }
}
