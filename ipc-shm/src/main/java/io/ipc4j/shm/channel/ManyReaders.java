package io.ipc4j.shm.channel;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.Admission;

/**
 * A publisher's subscribers: whoever has a slot. Each is admitted to the lane where its writer
 * stands when it first sees it, and dismissed when it has gone. One that stored an impossible
 * position is expelled, and gets nothing more by this slot.
 */
final class ManyReaders implements Readers {
  private final OpenChannel channel;
  private final Admission writer;
  private final Runnable onDeath;
  private final long[] admitted = new long[ControlLayout.SLOTS];
  private long inDoubt;

  /**
   * Knows of nobody yet.
   *
   * @param onDeath what to call when one has died
   */
  ManyReaders(OpenChannel channel, Admission writer, Runnable onDeath) {
    this.channel = channel;
    this.writer = writer;
    this.onDeath = onDeath;
  }

  @Override
  public boolean refresh() {
    boolean anybody = false;
    for (int slot = 0; slot < admitted.length; slot++) {
      long member = channel.control().member(slot);
      boolean alive = member != 0 && channel.session().isAlive(member);
      if (admitted[slot] != 0 && (member != admitted[slot] || !alive)) {
        dismiss(slot);
      }
      if (alive && admitted[slot] == 0) {
        channel.namespace().watcher().watch(member, onDeath);
        writer.admit(slot, member);
        admitted[slot] = member;
      }
      anybody |= alive && !writer.isExpelled(slot);
    }
    return anybody;
  }

  private void dismiss(int slot) {
    long member = admitted[slot];
    channel.namespace().watcher().forget(member, onDeath);
    // One that closed didn't want more; one that died without a close can't say.
    if (channel.control().member(slot) == member && !writer.isExpelled(slot)) {
      inDoubt += untaken(slot);
    }
    writer.dismiss(slot);
    admitted[slot] = 0;
  }

  private long untaken(int slot) {
    try {
      return writer.untaken(slot);
    } catch (IpcCorruptException e) {
      return 0; // it can't be counted, and must not keep the others waiting
    }
  }

  @Override
  public long inDoubt() {
    return inDoubt;
  }

  @Override
  public void forget() {
    for (long member : admitted) {
      if (member != 0) {
        channel.namespace().watcher().forget(member, onDeath);
      }
    }
  }
}
