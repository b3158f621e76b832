package io.ipc4j.shm.lane;

/** The readers of a lane with many slots, as its writer lets them in and out. Belongs to it. */
public interface Admission {
  /** Lets a session read by this slot, from a position on that the writer chooses. */
  void admit(int slot, long session);

  /** Is no longer concerned with the reader of this slot, which is closed or dead. */
  void dismiss(int slot);

  /**
   * Whether the reader that was admitted to this slot has been dismissed since: it had stored a
   * position that is impossible.
   */
  boolean isExpelled(int slot);

  /** How many messages the reader of a slot hasn't taken that it could still get. */
  long untaken(int slot);
}
