package io.ipc4j.shm.channel;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Sleep;

/**
 * A receiver's slot in the control file, which is also where it sleeps.
 *
 * <p><b>If the process dies here</b>, the slot keeps a member that isn't alive, and the next
 * receiver takes it.
 */
final class Seat implements BellGate.Place, AutoCloseable {
  private final OpenChannel channel;
  private final ControlLayout control;
  private final int slot;
  private final Bell bell;

  private Seat(OpenChannel channel, int slot) {
    this.channel = channel;
    this.control = channel.control();
    this.slot = slot;
    this.bell = control.bell(slot);
    control.awake(slot); // what a dead one may have left
    control.readersChanged(); // [READERS]
  }

  /**
   * Takes a slot: the only one, or any free one where many receive. Where they compete, what the
   * dead had claimed by their slots is given back first.
   *
   * @throws IpcResourceException if it is taken by somebody alive, who is named
   */
  static Seat take(OpenChannel channel) {
    boolean many = channel.spec().hasManyReceivers();
    if (OpenChannel.isShared(channel.spec())) {
      Claims.returnThoseOfTheDead(channel);
    }
    int slots = many ? ControlLayout.SLOTS : 1;
    for (int slot = 0; slot < slots; slot++) {
      if (take(channel, slot)) {
        return new Seat(channel, slot);
      }
    }
    throw refused(channel, many);
  }

  private static boolean take(OpenChannel channel, int slot) {
    long holder = channel.control().member(slot);
    if (holder == 0) {
      return channel.control().replaceMember(slot, holder, channel.member());
    }
    boolean free = !OpenChannel.isShared(channel.spec()) && !channel.session().isAlive(holder);
    return free && channel.control().replaceDead(slot, holder, channel.member());
  }

  private static IpcException refused(OpenChannel channel, boolean many) {
    ErrorText error = ErrorText.of("channel", channel.spec().name());
    if (many) {
      return new IpcResourceException(
          ErrorIds.NO_SPACE,
          error.problem("all " + ControlLayout.SLOTS + " places for receivers are taken").text());
    }
    String holder = channel.session().nameOf(channel.control().member(0));
    return new IpcUsageException(
        ErrorIds.RECEIVER_EXISTS,
        error
            .problem("it has a receiver already: " + holder)
            .remedy("Close that one first")
            .text());
  }

  int slot() {
    return slot;
  }

  @Override
  public Bell bell() {
    return bell;
  }

  @Override
  public void sleeping(Sleep how) {
    if (how == Sleep.AWAKE) {
      control.awake(slot);
    } else {
      control.asleep(slot, how);
    }
  }

  @Override
  public boolean staysAnnounced() {
    return true;
  }

  @Override
  public boolean isAnnounced() {
    return (control.sleepers() & 1L << slot) != 0;
  }

  /** Frees the slot, after giving back what is claimed by it; closing again does nothing. */
  @Override
  public void close() {
    if (OpenChannel.isShared(channel.spec())) {
      Claims.leave(channel, slot);
      return;
    }
    if (control.replaceMember(slot, channel.member(), 0)) {
      control.readersChanged(); // [READERS]
    }
  }
}
