package io.ipc4j.shm.channel;

/**
 * Who reads what a sender writes: looked at only when the channel's readers have changed.
 *
 * <p>Belongs to the sender's thread.
 */
interface Readers {
  /**
   * Looks who is there now, and has their deaths watched.
   *
   * @return whether anybody is
   */
  boolean refresh();

  /** How many messages were sent to readers that died before they took them. */
  long inDoubt();

  /** Has nobody watched any more. */
  void forget();
}
