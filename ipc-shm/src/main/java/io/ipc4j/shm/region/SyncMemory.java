package io.ipc4j.shm.region;

/**
 * Every access to shared memory that the algorithms of {@link PermitLedger}, {@link ArrivalLedger},
 * {@link OwnerWord} and {@link CountWord} make, by meaning. All changes are by compare-and-set of
 * one word of 64 bits, so that a process can die between two of them, and nowhere else.
 *
 * <p>Labels stand at both ends of an ordered pair: what was stored before the one is seen after the
 * other. Nothing here blocks.
 */
interface SyncMemory {
  /** How many records there are. */
  int records();

  /**
   * The state of an entry's object, {@code [STATE]}; see {@link State}, or the word of a lock or
   * latch.
   */
  long state(int entry);

  /** Changes the state of an entry's object, {@code [STATE]}. */
  boolean replaceState(int entry, long expected, long state);

  /** The member that a record belongs to, 0 if it is free, {@code [RECORD]}. */
  long owner(int record);

  /** Takes or frees a record, {@code [RECORD]}. */
  boolean replaceOwner(int record, long expected, long owner);

  /** What a record says, {@code [CLAIM]}; see {@link Claim}. */
  long claim(int record);

  /** Changes what a record says, {@code [CLAIM]}. */
  boolean replaceClaim(int record, long expected, long claim);
}
