package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The asking end of a request/reply channel. Many requests may be outstanding; replies may come in
 * any order and find their request by themselves.
 *
 * <p>Futures are completed by the thread that calls {@link #poll(int)} or waits in {@link
 * #request(MemorySegment, Duration)}, and, while no thread does, by the session's own thread. A
 * request whose responder goes away completes with {@link io.ipc4j.error.IpcLinkLostException}: it
 * may or may not have been handled.
 */
public interface Requester extends ChannelHandle {
  /**
   * Sends one request without blocking.
   *
   * @param source where the request is; copied before the method returns
   * @param offset its first byte
   * @param length its length in bytes
   * @return the reply to come; already completed exceptionally with {@link
   *     io.ipc4j.error.IpcUsageException} only for misuse
   * @throws io.ipc4j.error.IpcClosedException if the handle is closed
   */
  CompletableFuture<Message> requestAsync(MemorySegment source, long offset, long length);

  /**
   * Sends one request without blocking.
   *
   * @param request the request; copied before the method returns
   * @return the reply to come
   */
  default CompletableFuture<Message> requestAsync(byte[] request) {
    return requestAsync(MemorySegment.ofArray(request), 0, request.length);
  }

  /**
   * Offers one request and returns at once. Never blocks.
   *
   * @param source where the request is
   * @param offset its first byte
   * @param length its length in bytes
   * @param onReply completed with the reply if and only if the result is {@link SendResult#SENT}
   * @return what became of the request
   */
  SendResult tryRequest(
      MemorySegment source, long offset, long length, CompletableFuture<Message> onReply);

  /**
   * Sends one request and waits for its reply.
   *
   * @param request the request
   * @param timeout how long to wait for a responder, for room and for the reply together
   * @return the reply
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; a late reply is discarded
   */
  Message request(MemorySegment request, Duration timeout) throws InterruptedException;

  /**
   * Sends one request and waits for its reply.
   *
   * @param request the request
   * @param timeout how long to wait for a responder, for room and for the reply together
   * @return the reply
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; a late reply is discarded
   */
  default Message request(byte[] request, Duration timeout) throws InterruptedException {
    return request(MemorySegment.ofArray(request), timeout);
  }

  /**
   * Completes the futures of replies that have arrived. Never blocks.
   *
   * @param limit the most replies to take
   * @return how many were taken
   */
  int poll(int limit);

  /**
   * How many requests wait for their reply.
   *
   * @return 0 or more
   */
  int outstanding();

  /**
   * This handle for many threads at once.
   *
   * @return the locked form, always the same one
   */
  Requester shared();
}
