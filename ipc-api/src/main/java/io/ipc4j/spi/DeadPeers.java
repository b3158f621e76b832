package io.ipc4j.spi;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** The peers of a handle that died, the last ones only. Thread safe. */
public final class DeadPeers {
  private static final int MOST = 16;

  private final ArrayDeque<PeerInfo> last = new ArrayDeque<>();

  /** Makes an empty list. */
  public DeadPeers() {}

  /**
   * Notes a peer that was found dead now.
   *
   * @param peer as it was known
   */
  public synchronized void add(PeerInfo peer) {
    if (last.size() == MOST) {
      last.removeFirst();
    }
    last.addLast(
        new PeerInfo(
            peer.name(), peer.pid(), peer.uid(), PeerState.DEAD, Instant.now(), peer.gid()));
  }

  /**
   * Who died.
   *
   * @return a snapshot, the latest last
   */
  public synchronized List<PeerInfo> list() {
    return List.copyOf(last);
  }
}
