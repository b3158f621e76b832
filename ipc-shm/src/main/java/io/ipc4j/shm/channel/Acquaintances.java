package io.ipc4j.shm.channel;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.spi.DeadPeers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The receivers that a sender has met, and which of them died: those of whom their slot still says
 * so when the kernel says that they are gone, since one that closes frees its slot first.
 *
 * <p>Thread safe. Who they are is noted while they live: later their place may be somebody else's.
 */
final class Acquaintances {
  private final OpenChannel channel;
  private final Map<Long, Known> known = new ConcurrentHashMap<>();
  private final DeadPeers dead = new DeadPeers();

  private record Known(int slot, PeerInfo peer) {}

  Acquaintances(OpenChannel channel) {
    this.channel = channel;
  }

  /** Looks who receives now, and who has gone since the last look. */
  void look() {
    for (int slot = 0; slot < ControlLayout.SLOTS; slot++) {
      long member = channel.control().member(slot);
      if (member != 0 && !known.containsKey(member) && channel.session().isAlive(member)) {
        known.put(member, new Known(slot, channel.peer(member)));
      }
    }
    List<Long> gone =
        known.keySet().stream().filter(member -> !channel.session().isAlive(member)).toList();
    for (long member : gone) {
      Known was = known.remove(member); // null if another thread was quicker
      if (was != null && channel.control().diedIn(was.slot, member)) {
        dead.add(was.peer);
      }
    }
  }

  /** Who died, the latest last. */
  List<PeerInfo> dead() {
    return dead.list();
  }
}
