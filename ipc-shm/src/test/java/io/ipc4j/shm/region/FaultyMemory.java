package io.ipc4j.shm.region;

/** A memory of which one change isn't what it should be. */
final class FaultyMemory implements SyncMemory {
  /** What is wrong. */
  enum Fault {
    NONE,
    /** An object's state is compared first, and replaced then. */
    STATE_IN_TWO_STEPS,
    /** A record's owner is compared first, and replaced then. */
    OWNER_IN_TWO_STEPS,
    /** A claim is replaced without being compared. */
    CLAIM_NOT_COMPARED
  }

  private final HeapMemory memory;
  private final Fault fault;

  FaultyMemory(int records, Fault fault) {
    this.memory = new HeapMemory(records);
    this.fault = fault;
  }

  @Override
  public int records() {
    return memory.records();
  }

  @Override
  public long state(int entry) {
    return memory.state(entry);
  }

  @Override
  public boolean replaceState(int entry, long expected, long state) {
    if (fault != Fault.STATE_IN_TWO_STEPS) {
      return memory.replaceState(entry, expected, state);
    }
    return memory.state(entry) == expected
        && memory.replaceState(entry, memory.state(entry), state);
  }

  @Override
  public long owner(int record) {
    return memory.owner(record);
  }

  @Override
  public boolean replaceOwner(int record, long expected, long owner) {
    if (fault != Fault.OWNER_IN_TWO_STEPS) {
      return memory.replaceOwner(record, expected, owner);
    }
    return memory.owner(record) == expected
        && memory.replaceOwner(record, memory.owner(record), owner);
  }

  @Override
  public long claim(int record) {
    return memory.claim(record);
  }

  @Override
  public boolean replaceClaim(int record, long expected, long claim) {
    return memory.replaceClaim(
        record, fault == Fault.CLAIM_NOT_COMPARED ? memory.claim(record) : expected, claim);
  }
}
