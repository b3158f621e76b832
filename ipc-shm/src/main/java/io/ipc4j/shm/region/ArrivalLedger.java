package io.ipc4j.shm.region;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.Claim.Phase;
import java.util.function.Function;

/**
 * Arrivals at a barrier: a generation ends when all parties have arrived, or is broken when one of
 * those that had arrived died.
 *
 * <p><b>State.</b> The value is the generation (21 bits) and how many have arrived in it (10 bits);
 * a claim's amount is the generation in which its record arrived. The flag says that the generation
 * is being broken: nobody arrives any more; whoever sees it marks the claims of all that had
 * arrived as broken, and then begins the next generation. So a record that finds another generation
 * knows by its own claim how its own one ended. See {@link Ledger} for the rest.
 */
final class ArrivalLedger extends Ledger {
  /** How many parties a barrier has at most. */
  static final int MOST_PARTIES = (1 << 10) - 1;

  private static final int ARRIVED_BITS = 10;
  private static final int GENERATION_MASK = (1 << 21) - 1;

  /** What became of a generation, or of an arrival in it. */
  enum Outcome {
    /** Not all have arrived yet. */
    WAITING,
    /** All have arrived. */
    COMPLETE,
    /** One of those that had arrived died. */
    BROKEN,
    /** The arrival was undone. */
    UNDONE
  }

  private final int parties;

  ArrivalLedger(
      SyncMemory memory, int entry, int parties, Function<String, IpcCorruptException> corrupt) {
    super(memory, entry, corrupt);
    this.parties = parties;
  }

  private static int generation(long state) {
    return State.value(state) >>> ARRIVED_BITS;
  }

  private static int value(int generation, int arrived) {
    return (generation & GENERATION_MASK) << ARRIVED_BITS | arrived;
  }

  /** How many have arrived in this generation. */
  int arrived() {
    long state = state();
    return State.flag(state) ? 0 : arrived(state);
  }

  private int arrived(long state) {
    int arrived = State.value(state) & MOST_PARTIES;
    if (arrived >= parties) {
      throw corrupt(arrived + " of " + parties + " parties have arrived, and still wait");
    }
    return arrived;
  }

  /**
   * Arrives in the present generation.
   *
   * @param record idle, the caller's own
   * @return whether that was the last one: then all may go on
   */
  boolean arrive(int record) {
    Claim taking = announce(record, generation(state()));
    while (true) {
      long state = state();
      settle(state);
      if (State.flag(state)) {
        finishBreaking(state);
        continue;
      }
      if (generation(state) != taking.amount()) {
        taking = announce(record, taking, generation(state));
        continue;
      }
      int arrived = arrived(state) + 1;
      boolean last = arrived == parties;
      int next = last ? value(taking.amount() + 1, 0) : value(taking.amount(), arrived);
      if (replaceState(state, State.of(false, next, record, taking.sequence()))) {
        settle(record, taking);
        return last;
      }
    }
  }

  /** What became of the generation in which a record, the caller's own, has arrived. */
  Outcome outcome(int record) {
    while (true) {
      long state = state();
      // Read after the state: once another generation has begun, claims of this one are final.
      Claim claim = claim(record);
      if (claim.phase() == Phase.BROKEN) {
        return Outcome.BROKEN;
      }
      if (claim.phase() != Phase.TAKEN || !isMine(claim)) {
        throw corrupt("record " + record + " should have arrived, and says " + claim);
      }
      if (generation(state) != claim.amount()) {
        return Outcome.COMPLETE;
      }
      if (!State.flag(state)) {
        return Outcome.WAITING;
      }
      finishBreaking(state);
    }
  }

  /** Undoes the arrival of a record, the caller's own, unless its generation has ended. */
  Outcome undo(int record) {
    Claim taken = claim(record);
    Claim giving = taken.next(Phase.GIVING);
    if (taken.phase() != Phase.TAKEN || !replaceClaim(record, taken, giving)) {
      return outcome(record);
    }
    while (true) {
      long state = state();
      settle(state);
      Claim claim = claim(record);
      if (claim.phase() == Phase.BROKEN) {
        return Outcome.BROKEN;
      }
      if (generation(state) != giving.amount()) {
        return Outcome.COMPLETE;
      }
      if (State.flag(state)) {
        finishBreaking(state);
        continue;
      }
      int arrived = arrived(state);
      if (arrived == 0) {
        throw corrupt("a party leaves, and none had arrived");
      }
      int next = value(giving.amount(), arrived - 1);
      if (replaceState(state, State.of(false, next, record, giving.sequence()))) {
        settle(record, giving);
        return Outcome.UNDONE;
      }
    }
  }

  /** Makes a record, the caller's own, idle again whose generation has ended. */
  void forget(int record) {
    Claim claim = claim(record);
    if (claim.phase() != Phase.IDLE) {
      require(replaceClaim(record, claim, claim.in(Phase.IDLE)), record);
    }
  }

  @Override
  void takeBack(int record, Claim claim) {
    long state = state();
    settle(state);
    boolean waits = claim.phase() != Phase.BROKEN && generation(state) == claim.amount();
    if (State.flag(state)) {
      finishBreaking(state);
    } else if (!waits) {
      boolean ignored = replaceClaim(record, claim, claim.in(Phase.IDLE));
    } else if (claim(record).equals(claim)) {
      boolean ignored = replaceState(state, State.flagged(state));
    }
  }

  /** Marks all that had arrived, and begins the next generation; by everybody who sees the flag. */
  private void finishBreaking(long state) {
    int generation = generation(state);
    for (int record = 0; record < memory().records(); record++) {
      Claim claim = claim(record);
      boolean arrived = claim.phase() == Phase.TAKEN || claim.phase() == Phase.GIVING;
      if (arrived && isMine(claim) && claim.amount() == generation) {
        boolean ignored = replaceClaim(record, claim, claim.in(Phase.BROKEN));
      }
    }
    long next =
        State.of(false, value(generation + 1, 0), State.record(state), State.sequence(state));
    boolean ignored = replaceState(state, next);
  }
}
