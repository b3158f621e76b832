package io.ipc4j.shm.region;

import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The records of a region as one mapping uses them: takes and frees its own, and recovers those of
 * the dead. Thread safe; never blocks, asks the kernel who is alive.
 */
final class Records {
  private final SyncMemory memory;
  private final long member;
  private final LongPredicate alive;
  private final IntFunction<@Nullable Ledger> ledgers;
  private volatile int next;

  /**
   * Makes the records of a mapping.
   *
   * @param memory of the region
   * @param member of the mapping
   * @param alive whether a member is alive, by the kernel's word
   * @param ledgers the ledger of an entry, null if its object has none
   */
  Records(
      SyncMemory memory, long member, LongPredicate alive, IntFunction<@Nullable Ledger> ledgers) {
    this.memory = memory;
    this.member = member;
    this.alive = alive;
    this.ledgers = ledgers;
    this.next = (int) Math.floorMod(member >>> 10, (long) memory.records());
  }

  /** Takes a free record; -1 if there is none, even after the dead ones' were freed. */
  int take() {
    int record = takeFree();
    if (record < 0) {
      recoverAll();
      record = takeFree();
    }
    return record;
  }

  private int takeFree() {
    int first = next;
    for (int i = 0; i < memory.records(); i++) {
      int record = (first + i) % memory.records();
      if (memory.owner(record) == 0 && memory.replaceOwner(record, 0, member)) { // [RECORD]
        next = (record + 1) % memory.records();
        return record;
      }
    }
    return -1;
  }

  /** Frees a record of this mapping whose claim is idle. */
  void free(int record) {
    boolean ignored = memory.replaceOwner(record, member, 0); // [RECORD]
    next = record;
  }

  /** Recovers what the dead have of one object. */
  void recover(Ledger ledger) {
    for (int record = 0; record < memory.records(); record++) {
      long owner = memory.owner(record);
      if (owner != 0 && ledger.isMine(ledger.claim(record)) && !alive.test(owner)) {
        ledger.recover(record, owner);
      }
    }
  }

  private void recoverAll() {
    for (int record = 0; record < memory.records(); record++) {
      long owner = memory.owner(record);
      if (owner != 0 && !alive.test(owner)) {
        recover(record, owner);
      }
    }
  }

  private void recover(int record, long dead) {
    long word = memory.claim(record);
    if (!Claim.isClaim(word)) {
      return; // whoever asks for the object that it once was about is told
    }
    Claim claim = Claim.of(word);
    Ledger ledger = ledgers.apply(claim.entry());
    if (claim.phase() == Claim.Phase.IDLE) {
      boolean ignored = memory.replaceOwner(record, dead, 0); // [RECORD]
    } else if (ledger != null) {
      ledger.recover(record, dead);
    }
  }

  /** A living member, other than none, that has something of an object; 0 if there is none. */
  long anyHolder(Ledger ledger) {
    for (int record = 0; record < memory.records(); record++) {
      long owner = memory.owner(record);
      long claim = memory.claim(record);
      if (owner != 0
          && Claim.isClaim(claim)
          && Claim.of(claim).phase() == Claim.Phase.TAKEN
          && ledger.isMine(Claim.of(claim))
          && alive.test(owner)) {
        return owner;
      }
    }
    return 0;
  }
}
