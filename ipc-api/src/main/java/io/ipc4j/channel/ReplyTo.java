package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** The way back to the requester of one request. Belongs to the responder's thread; used once. */
public interface ReplyTo {
  /**
   * Offers the reply. Never blocks.
   *
   * @param source where the reply is
   * @param offset its first byte
   * @param length its length in bytes
   * @return {@link SendResult#SENT}; {@link SendResult#BACK_PRESSURED} if there is no room now (try
   *     again); {@link SendResult#NOT_CONNECTED} if the requester has gone
   * @throws io.ipc4j.error.IpcUsageException if this request has its reply
   */
  SendResult tryReply(MemorySegment source, long offset, long length);

  /**
   * Offers an array as the reply. Never blocks.
   *
   * @param reply the reply
   * @return as {@link #tryReply(MemorySegment, long, long)}
   */
  default SendResult tryReply(byte[] reply) {
    return tryReply(MemorySegment.ofArray(reply), 0, reply.length);
  }

  /**
   * Sends the reply, waiting for room at most {@code timeout}.
   *
   * @param reply the reply
   * @param timeout how long to wait for room
   * @return {@link SendResult#SENT} or {@link SendResult#NOT_CONNECTED}
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  SendResult reply(MemorySegment reply, Duration timeout) throws InterruptedException;

  /**
   * Who asks.
   *
   * @return the requester
   */
  PeerInfo requester();
}
