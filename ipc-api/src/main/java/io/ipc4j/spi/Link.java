package io.ipc4j.spi;

import io.ipc4j.channel.PeerInfo;

/**
 * One connection between two ends of a channel: ordered, whole records from one writer to one
 * reader, and the same in the reverse direction, which a transport may create when it is first
 * used.
 *
 * <p>Each end's methods belong to the thread that owns its {@link Endpoint}, except that the
 * writing half ({@link RecordSink}) may be used by another thread at a time than the rest: a long
 * message's pieces are written in the background while the owner polls. None blocks. After the peer
 * is gone {@link #poll} still hands out what had arrived; the writer's end then returns {@link
 * io.ipc4j.channel.SendResult#NOT_CONNECTED}.
 */
public interface Link extends RecordSink {
  /** How a link is. */
  enum State {
    /** Both ends are there. */
    UP,
    /** The other end closed in order: nothing more will come, and nothing was lost. */
    CLOSED,
    /** The other end died, was cut off or broke the protocol. */
    LOST
  }

  /**
   * How the link is now. Once not {@link State#UP} it never comes up again: a peer that returns
   * brings a new link.
   *
   * @return its state
   */
  State state();

  /**
   * Who is at the other end.
   *
   * @return the peer
   */
  PeerInfo peer();

  /**
   * Hands up to {@code limit} records to a handler, in place. A record is consumed when the handler
   * returns or throws; what the handler throws passes through.
   *
   * @param handler what to do with each record
   * @param limit the most records, 1 or more
   * @return how many were handed out
   */
  int poll(RecordHandler handler, int limit);

  /**
   * Tells whether records wait to be polled. After the link has left {@link State#UP}, false is
   * final.
   *
   * @return whether {@link #poll} would hand something out
   */
  boolean hasUnread();

  /**
   * How many records were sent that the reader has not been seen to take; final once the link is
   * not up any more.
   *
   * @return 0 or more
   */
  long inDoubt();

  /**
   * How many records {@link io.ipc4j.channel.Policy#DROP_OLDEST} has replaced on this link.
   *
   * @return 0 or more
   */
  default long overwritten() {
    return 0;
  }

  /**
   * Sends what this end holds back to gather more of it: what was written before outlives the death
   * of this process, as far as anything does on this transport. Nothing to do where every record
   * goes its way at once. Never blocks.
   *
   * @return whether nothing is held back any more, which is so for ever once the link is not {@link
   *     State#UP}; false if there was no room, and it has to be tried again
   */
  default boolean flush() {
    return true;
  }

  /**
   * Why the link was lost.
   *
   * @return one line for people, empty unless {@link State#LOST}
   */
  default String lostBecause() {
    return "";
  }
}
