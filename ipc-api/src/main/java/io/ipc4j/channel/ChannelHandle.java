package io.ipc4j.channel;

import java.util.List;

/**
 * One end of a channel, opened by an {@link io.ipc4j.Ipc} session and owned by it.
 *
 * <p><b>Threads.</b> A handle belongs to one thread at a time; it may be handed over with any
 * happens-before edge. Only {@link #close()}, the counters, {@link #peers()} and {@link
 * #deadPeers()} may be called from any thread at any time. The {@code shared()} form of a handle is
 * safe for many threads.
 */
public interface ChannelHandle extends AutoCloseable {
  /**
   * The channel's name.
   *
   * @return the name given at opening
   */
  String channel();

  /**
   * The transport that carries the channel.
   *
   * @return its name, such as {@code shm}
   */
  String transport();

  /**
   * Tells whether at least one live peer is connected now. Non-blocking.
   *
   * @return whether a message has somewhere to go, or can come from somewhere
   */
  boolean isConnected();

  /**
   * Who is connected now.
   *
   * @return a snapshot, empty when nobody is
   */
  List<PeerInfo> peers();

  /**
   * Who was connected and died, instead of closing: the last ones, as they were known, in the state
   * {@link PeerState#DEAD} since that was noticed. One that comes back is another peer, and so is
   * the process that replaces it. Where a transport has no proof of a death, nobody is listed.
   *
   * @return a snapshot, the latest last
   */
  default List<PeerInfo> deadPeers() {
    return List.of();
  }

  /**
   * Ends the handle: what was sent is flushed for at most {@code ipc.linger}, then everything is
   * released. Messages of a sender that are not on their way by then, or with acknowledged delivery
   * not acknowledged, are in doubt: {@link SenderStats#inDoubt} counts them, also after closing,
   * and the log says so. Idempotent; later calls of other methods throw {@link
   * io.ipc4j.error.IpcClosedException}.
   */
  @Override
  void close();
}
