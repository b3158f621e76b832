package io.ipc4j.shm.region;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.Claim.Phase;
import java.util.function.Function;

/**
 * What an object's state and the claims of its users have in common: whatever a process was doing
 * when it died, others can tell whether it was done, and finish or undo it exactly once.
 *
 * <p><b>State.</b> One word of the object, and one {@link Claim} for each user. A change is made in
 * three steps: (1) the claim says what is about to be changed, with a new sequence number; (2) one
 * compare-and-set changes the state, which from then on names record and sequence; (3) the claim
 * says that it is done. Nobody changes a state without having done step 3 for the change that the
 * state names ({@link #settle}); so a claim in step 1 has been carried out if the state names it,
 * and has not if the state doesn't.
 *
 * <p><b>Ordering.</b> {@code [CLAIM]} before {@code [STATE]} before {@code [CLAIM]}: each is a
 * compare-and-set. <b>Ownership.</b> A record belongs to the member in its owner word; only that
 * member changes its claim, except for step 3, and except when it isn't alive. <b>If the process
 * dies here</b>, anywhere, {@link #recover} tells by the claim and the state what has happened; any
 * number of processes may do so at once, and die over it.
 */
abstract sealed class Ledger permits PermitLedger, ArrivalLedger {
  /** More steps than any recovery needs, for the case that the memory changes senselessly. */
  private static final int MOST_STEPS = 10_000;

  private final SyncMemory memory;
  private final int entry;
  private final Function<String, IpcCorruptException> corrupt;

  Ledger(SyncMemory memory, int entry, Function<String, IpcCorruptException> corrupt) {
    this.memory = memory;
    this.entry = entry;
    this.corrupt = corrupt;
  }

  final SyncMemory memory() {
    return memory;
  }

  final long state() {
    return memory.state(entry); // [STATE]
  }

  final boolean replaceState(long expected, long state) {
    return memory.replaceState(entry, expected, state); // [STATE]
  }

  final Claim claim(int record) {
    long word = memory.claim(record); // [CLAIM]
    if (!Claim.isClaim(word)) {
      throw corrupt("record " + record + " says 0x" + Long.toHexString(word));
    }
    return Claim.of(word);
  }

  final boolean replaceClaim(int record, Claim expected, Claim claim) {
    return memory.replaceClaim(record, expected.word(), claim.word()); // [CLAIM]
  }

  final IpcCorruptException corrupt(String problem) {
    return corrupt.apply(problem);
  }

  /** Whether a claim is about this object. */
  final boolean isMine(Claim claim) {
    return claim.entry() == entry;
  }

  /** Step 1 of taking: an idle record says that it is about to take. */
  final Claim announce(int record, int amount) {
    Claim idle = claim(record);
    if (idle.phase() != Phase.IDLE) {
      throw corrupt("record " + record + " is in use, and has no owner: " + idle);
    }
    return announce(record, idle, amount);
  }

  /** Step 1 with another amount, or for the first time. */
  final Claim announce(int record, Claim before, int amount) {
    Claim claim = new Claim(Phase.TAKING, entry, amount, State.next(before.sequence()));
    if (claim.made(state(), record)) {
      // Nothing has changed the state since this record had that number: it would look carried out.
      claim = claim.next(Phase.TAKING);
    }
    require(replaceClaim(record, before, claim), record);
    return claim;
  }

  final void require(boolean replaced, int record) {
    if (!replaced) {
      throw corrupt("record " + record + " was changed by somebody who doesn't own it");
    }
  }

  /** Step 3 of the change that a state names, whoever made it; before that state is changed. */
  final void settle(long state) {
    int record = State.record(state);
    if (record >= memory.records()) {
      throw corrupt("state 0x" + Long.toHexString(state));
    }
    Claim claim = claim(record);
    if (isMine(claim) && claim.made(state, record)) {
      settle(record, claim);
    }
  }

  /** Step 3 of a claim that has been carried out; does nothing if that was done. */
  final void settle(int record, Claim claim) {
    switch (claim.phase()) {
      case TAKING -> replaceClaim(record, claim, claim.in(Phase.TAKEN));
      case GIVING, RETURNING -> replaceClaim(record, claim, claim.in(Phase.IDLE));
      default -> {}
    }
  }

  /**
   * Takes back what a dead owner has of this object, and frees its record. Does nothing if somebody
   * else has done it. For any number of processes at once.
   *
   * @param record whose claim is idle or about this object
   * @param dead a member that isn't alive
   */
  final void recover(int record, long dead) {
    for (int step = 0; step < MOST_STEPS; step++) {
      Claim claim = claim(record);
      // The claim is the dead one's only if the record was its own after the claim was read: then
      // nobody else has begun to use the record, and each change below hits this claim or none.
      if (memory.owner(record) != dead) {
        return;
      }
      if (claim.phase() == Phase.IDLE) {
        boolean ignored = memory.replaceOwner(record, dead, 0); // [RECORD]
        return;
      }
      if (!isMine(claim)) {
        return;
      }
      if (claim.phase() == Phase.TAKING) {
        boolean done = claim.made(state(), record);
        boolean ignored = replaceClaim(record, claim, claim.in(done ? Phase.TAKEN : Phase.IDLE));
      } else {
        takeBack(record, claim);
      }
    }
    throw corrupt("record " + record + " changes senselessly");
  }

  /** Goes on with the end of a dead owner's claim that is neither idle nor about to take. */
  abstract void takeBack(int record, Claim claim);
}
