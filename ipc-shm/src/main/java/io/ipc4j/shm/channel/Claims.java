package io.ipc4j.shm.channel;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.lane.ClaimReturn;
import io.ipc4j.shm.lane.LaneFile;
import java.util.function.IntPredicate;

/**
 * What receivers that compete have claimed, given back when they go or are dead. Stateless; safe
 * when many do it at once, whoever of them stands still or dies.
 *
 * <p><b>Ordering.</b> All lanes first; then {@code [READERS]}, which has the others look again at
 * what they have passed; only then the slot, and {@code [READERS]} once more, for who wants to know
 * who is there. <b>If the process dies here</b>, the slot still has its dead member, and whoever
 * sees that begins anew.
 */
final class Claims {
  private Claims() {}

  /** Gives back what the dead had, and frees their slots. */
  static void returnThoseOfTheDead(OpenChannel channel) {
    long[] dead = new long[ControlLayout.SLOTS];
    boolean any = false;
    for (int slot = 0; slot < dead.length; slot++) {
      long member = channel.control().member(slot);
      boolean gone = member != 0 && !channel.session().isAlive(member);
      dead[slot] = gone ? member : 0;
      any |= gone;
    }
    if (any) {
      giveBack(channel, dead);
    }
  }

  /** Gives back what this end has, whose memory nobody uses any more, and frees its slot. */
  static void leave(OpenChannel channel, int slot) {
    long[] gone = new long[ControlLayout.SLOTS];
    gone[slot] = channel.member();
    if (channel.control().member(slot) == channel.member()) {
      giveBack(channel, gone);
    }
  }

  private static void giveBack(OpenChannel channel, long[] gone) {
    ControlLayout control = channel.control();
    IntPredicate isGone =
        slot -> {
          long member = slot < gone.length ? control.member(slot) : 0;
          return member == 0 || member == gone[slot];
        };
    for (LaneName name : channel.lanes()) {
      try (LaneFile lane = LaneFile.attach(name.in(channel.directory())).orElse(null)) {
        if (lane != null) {
          ClaimReturn.run(lane.layout(), channel.spec().checksum(), isGone);
        }
      } catch (IpcCorruptException e) {
        // Nobody can read on there: what was claimed is lost with the rest of it.
      }
    }
    control.readersChanged(); // [READERS]
    for (int slot = 0; slot < gone.length; slot++) {
      if (gone[slot] != 0) {
        control.awake(slot); // else who wakes one could choose the dead one
        boolean ignored =
            gone[slot] == channel.member()
                ? control.replaceMember(slot, gone[slot], 0)
                : control.replaceDead(slot, gone[slot], 0);
      }
    }
    control.readersChanged(); // [READERS]
    channel.wakeReceivers();
  }
}
