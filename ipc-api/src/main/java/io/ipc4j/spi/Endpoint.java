package io.ipc4j.spi;

import io.ipc4j.channel.PeerInfo;
import java.time.Duration;
import java.util.List;

/**
 * One end of a channel in this process: listens or connects, and keeps the links that come up.
 *
 * <p>Belongs to one thread at a time, except {@link #close} and {@link Gate#wake}. Coming up,
 * reconnecting and noticing the end of links happens in {@link #service} or on the transport's own
 * thread; the owner sees the result in {@link #links()}.
 */
public interface Endpoint extends AutoCloseable {
  /**
   * Does what is due without blocking: accepts, connects, notices deaths. Called by the owner at
   * every idle poll, at every refused send, and now and then in between.
   */
  void service();

  /**
   * A number that changes whenever {@link #links()} or the state of one of them changes. As cheap
   * as a field: it is read at every poll.
   *
   * @return the number
   */
  int generation();

  /**
   * The links that came up and were not yet {@linkplain #release released}, in order of coming up.
   *
   * @return a snapshot
   */
  List<Link> links();

  /**
   * Gives back a link that is not up any more and is drained; it leaves {@link #links()}.
   *
   * @param link one of this endpoint's links
   */
  void release(Link link);

  /**
   * What to wait on: opens when a link comes or goes, a record arrives, or room is made on a link
   * that had refused a record.
   *
   * @return the gate, always the same one
   */
  Gate gate();

  /**
   * Stops accepting and connecting, waits until the peers have what was sent or {@code linger} is
   * over, tells the peers that this end closes in order, and releases everything. A link whose peer
   * may not get all that was sent is {@link Link.State#LOST} afterwards. Idempotent; any thread.
   *
   * @param linger how long to wait at most
   */
  void close(Duration linger);

  /** Closes without waiting. */
  @Override
  default void close() {
    close(Duration.ZERO);
  }

  /**
   * Whose links were lost because they died, where the transport has proof of it. Any thread.
   *
   * @return the last ones, the latest last
   */
  default List<PeerInfo> deadPeers() {
    return List.of();
  }
}
