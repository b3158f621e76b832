package io.ipc4j.shm.region;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.Claim.Phase;
import java.util.function.Function;

/**
 * Permits of which records take some and give them back: a semaphore, or a read-write lock of which
 * a reader takes one permit and a writer all.
 *
 * <p><b>State.</b> The value counts the permits that are taken; 0 at first. The flag says that an
 * owner died, and is told to who takes next: once by a semaphore; by a read-write lock, which sets
 * it for a dead writer alone, until a writer has given back what it took. See {@link Ledger} for
 * the rest.
 */
final class PermitLedger extends Ledger {
  /** How the death of an owner is told. */
  enum Telling {
    /** To who takes next. */
    ONCE,
    /** Of one who had taken all; to all, until another one has had all. */
    UNTIL_MENDED
  }

  /** What became of an attempt to take permits. */
  enum Outcome {
    /** There were not enough. */
    REFUSED,
    /** They were taken. */
    TAKEN,
    /** They were taken, and an owner before has died. */
    TAKEN_AFTER_DEATH
  }

  private final int permits;
  private final Telling telling;

  PermitLedger(
      SyncMemory memory,
      int entry,
      int permits,
      Telling telling,
      Function<String, IpcCorruptException> corrupt) {
    super(memory, entry, corrupt);
    this.permits = permits;
    this.telling = telling;
  }

  /** How many permits are taken now. */
  int taken() {
    return taken(state());
  }

  private int taken(long state) {
    int taken = State.value(state);
    if (taken > permits) {
      throw corrupt(taken + " of " + permits + " permits are taken");
    }
    return taken;
  }

  /** Whether there seem to be as many. */
  boolean has(int amount) {
    return taken() <= permits - amount;
  }

  /**
   * Takes permits.
   *
   * @param record idle, the caller's own
   * @param amount how many
   */
  Outcome take(int record, int amount) {
    Claim taking = announce(record, amount);
    while (true) {
      long state = state();
      settle(state);
      int taken = taken(state);
      if (taken > permits - amount) {
        require(replaceClaim(record, taking, taking.in(Phase.IDLE)), record);
        return Outcome.REFUSED;
      }
      boolean told = State.flag(state);
      boolean flag = told && telling == Telling.UNTIL_MENDED;
      if (replaceState(state, State.of(flag, taken + amount, record, taking.sequence()))) {
        settle(record, taking);
        return told ? Outcome.TAKEN_AFTER_DEATH : Outcome.TAKEN;
      }
    }
  }

  /** Gives back what the caller's own record has taken; the record is idle then. */
  void give(int record) {
    Claim taken = claim(record);
    if (taken.phase() != Phase.TAKEN || !isMine(taken)) {
      throw corrupt("record " + record + " should have taken permits, and says " + taken);
    }
    Claim giving = taken.next(Phase.GIVING);
    require(replaceClaim(record, taken, giving), record);
    finish(record, giving);
  }

  /** Steps 2 and 3 of giving back; ends as soon as somebody has done them. */
  private void finish(int record, Claim giving) {
    while (true) {
      long state = state();
      settle(state);
      if (!claim(record).equals(giving)) {
        return;
      }
      int taken = taken(state);
      if (taken < giving.amount()) {
        throw corrupt(giving.amount() + " permits come back, taken are " + taken);
      }
      boolean flag = flagAfter(giving, State.flag(state));
      long next = State.of(flag, taken - giving.amount(), record, giving.sequence());
      if (replaceState(state, next)) {
        settle(record, giving);
        return;
      }
    }
  }

  private boolean flagAfter(Claim giving, boolean flag) {
    boolean died = giving.phase() == Phase.RETURNING;
    if (telling == Telling.ONCE) {
      return flag || died;
    }
    return giving.amount() == permits ? died : flag;
  }

  @Override
  void takeBack(int record, Claim claim) {
    switch (claim.phase()) {
      case TAKEN -> replaceClaim(record, claim, claim.next(Phase.RETURNING));
      case GIVING, RETURNING -> finish(record, claim);
      default -> throw corrupt("record " + record + " of permits says " + claim);
    }
  }
}
