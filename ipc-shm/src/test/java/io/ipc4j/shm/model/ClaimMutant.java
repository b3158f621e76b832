package io.ipc4j.shm.model;

/** A step that is left out, moved or weakened in the algorithm of competing readers. */
enum ClaimMutant {
  NONE,
  /** A reader claims by a store instead of a compare-and-set. */
  CLAIM_BY_STORE,
  /** A record is marked done when it is claimed, before it is handled. */
  DONE_AT_ONCE,
  /** The cursor is moved over a record that somebody still handles. */
  CURSOR_OVER_CLAIMED,
  /** Nobody moves the cursor over what was done by one that died before it moved it. */
  NO_HELP,
  /** Nobody takes back what the dead have claimed. */
  NO_RETURN,
  /** Who takes claims back doesn't look again whose slot it is after it has read a claim. */
  NO_SECOND_LOOK_AT_SLOT,
  /** A claim is taken back without being counted. */
  NO_COUNT,
  /** Readers don't look again at what they have passed. */
  NO_RESCAN
}
