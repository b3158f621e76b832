package io.ipc4j.shm.channel;

/**
 * Has the deaths of all receivers of a channel announced, {@code [READERS]}, to all its ends: those
 * who compete with the dead one then give back what it had. Belongs to its owner's thread.
 */
final class ReceiverWatch {
  private final OpenChannel channel;
  private final Runnable onDeath;
  private final long[] watched = new long[ControlLayout.SLOTS];

  /**
   * Knows of nobody yet.
   *
   * @param first what the owner does before others are told, on a thread of the watcher's
   */
  ReceiverWatch(OpenChannel channel, Runnable first) {
    this.channel = channel;
    this.onDeath =
        () -> {
          first.run();
          channel.control().readersChanged(); // [READERS]
          channel.wakeReceivers();
        };
  }

  /**
   * Looks who has the slots now.
   *
   * @return whether one of them has a member that is dead
   */
  boolean refresh() {
    boolean anyDead = false;
    for (int slot = 0; slot < watched.length; slot++) {
      long member = channel.control().member(slot);
      if (member != watched[slot]) {
        forget(slot);
        if (member != 0 && member != channel.member()) {
          channel.namespace().watcher().watch(member, onDeath);
          watched[slot] = member;
        }
      }
      anyDead |= member != 0 && !channel.session().isAlive(member);
    }
    return anyDead;
  }

  private void forget(int slot) {
    if (watched[slot] != 0) {
      channel.namespace().watcher().forget(watched[slot], onDeath);
      watched[slot] = 0;
    }
  }

  /** Watches nobody any more. */
  void forget() {
    for (int slot = 0; slot < watched.length; slot++) {
      forget(slot);
    }
  }
}
