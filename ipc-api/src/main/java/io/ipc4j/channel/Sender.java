package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sending end of a queue: each message goes to exactly one receiver, in the order in which this
 * handle sent them.
 *
 * <p>{@code trySend} never blocks and is all or nothing, whatever the size. {@code send} follows
 * the channel's policy: under {@link Policy#BLOCK} it waits for a receiver and for room; under the
 * others it returns at once what {@code trySend} returns. A message longer than the channel's
 * {@code max-message-size}, or of another size than its {@code fixed-size}, is refused with an
 * {@link io.ipc4j.error.IpcUsageException}; nothing is written then.
 */
public interface Sender extends ChannelHandle {
  /**
   * Offers one message from a segment, copying it. Never blocks, allocates nothing.
   *
   * @param source where the message is, native or on the heap
   * @param offset its first byte
   * @param length its length in bytes
   * @return what became of it
   */
  SendResult trySend(MemorySegment source, long offset, long length);

  /**
   * Offers a whole segment as one message. Never blocks.
   *
   * @param source the message
   * @return what became of it
   */
  default SendResult trySend(MemorySegment source) {
    return trySend(source, 0, source.byteSize());
  }

  /**
   * Offers part of an array as one message. Never blocks, allocates nothing.
   *
   * @param source where the message is
   * @param offset its first byte
   * @param length its length in bytes
   * @return what became of it
   */
  SendResult trySend(byte[] source, int offset, int length);

  /**
   * Offers an array as one message. Never blocks.
   *
   * @param source the message
   * @return what became of it
   */
  default SendResult trySend(byte[] source) {
    return trySend(source, 0, source.length);
  }

  /**
   * Offers the remaining bytes of a buffer as one message. Never blocks. The buffer's position
   * moves to its limit if and only if the result is {@link SendResult#SENT}.
   *
   * @param source the message
   * @return what became of it
   */
  default SendResult trySend(ByteBuffer source) {
    SendResult result = trySend(MemorySegment.ofBuffer(source));
    if (result == SendResult.SENT) {
      source.position(source.limit());
    }
    return result;
  }

  /**
   * Offers one message that is written in place, without a copy. Never blocks.
   *
   * @param length the message's length in bytes
   * @param writer writes it; called only if there is room
   * @return what became of it
   */
  SendResult trySend(long length, MessageWriter writer);

  /**
   * Sends one message by the channel's policy, without a deadline.
   *
   * @param source where the message is
   * @param offset its first byte
   * @param length its length in bytes
   * @return {@link SendResult#SENT} under {@link Policy#BLOCK} on a queue; a publisher without
   *     subscribers returns {@link SendResult#NOT_CONNECTED} at once
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  SendResult send(MemorySegment source, long offset, long length) throws InterruptedException;

  /**
   * Sends one message by the channel's policy, waiting at most {@code timeout}.
   *
   * @param source where the message is
   * @param offset its first byte
   * @param length its length in bytes
   * @param timeout how long to wait for a receiver and for room
   * @return as {@link #send(MemorySegment, long, long)}
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; nothing was sent
   */
  SendResult send(MemorySegment source, long offset, long length, Duration timeout)
      throws InterruptedException;

  /**
   * Sends an array as one message by the channel's policy, without a deadline.
   *
   * @param source the message
   * @return as {@link #send(MemorySegment, long, long)}
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default SendResult send(byte[] source) throws InterruptedException {
    return send(MemorySegment.ofArray(source), 0, source.length);
  }

  /**
   * Sends an array as one message by the channel's policy, waiting at most {@code timeout}.
   *
   * @param source the message
   * @param timeout how long to wait for a receiver and for room
   * @return as {@link #send(MemorySegment, long, long)}
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; nothing was sent
   */
  default SendResult send(byte[] source, Duration timeout) throws InterruptedException {
    return send(MemorySegment.ofArray(source), 0, source.length, timeout);
  }

  /**
   * Sends one message that is written in place, by the channel's policy, waiting at most {@code
   * timeout}.
   *
   * @param length the message's length in bytes
   * @param writer writes it; called only once there is room
   * @param timeout how long to wait for a receiver and for room
   * @return as {@link #send(MemorySegment, long, long)}, or {@link SendResult#NOT_CONNECTED} if the
   *     receiver went away while the message was written
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; nothing was sent
   */
  SendResult send(long length, MessageWriter writer, Duration timeout) throws InterruptedException;

  /**
   * Borrows memory to write one message in place. Never blocks, allocates nothing.
   *
   * @param length the message's length in bytes
   * @return the loan, or null where {@code trySend} would not have returned {@link
   *     SendResult#SENT}; a drop policy counts the message as dropped then
   * @throws io.ipc4j.error.IpcUsageException if a loan of this handle is open
   */
  @Nullable Loan tryLoan(long length);

  /**
   * Borrows memory to write one message in place, waiting for a receiver and for room at most
   * {@code timeout} whatever the policy.
   *
   * @param length the message's length in bytes
   * @param timeout how long to wait
   * @return the loan
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  Loan loan(long length, Duration timeout) throws InterruptedException;

  /**
   * Sends one message in the background, by the channel's policy, after all that were given to this
   * method before. While such a future is incomplete the handle belongs to it.
   *
   * @param source the message; must not change until the future completes
   * @return the result, or {@link io.ipc4j.error.IpcClosedException} if the handle closes first
   */
  CompletableFuture<SendResult> sendAsync(MemorySegment source);

  /**
   * This handle for many threads at once: every call holds a lock for its duration, a loan until it
   * ends. Closing it closes this handle.
   *
   * @return the locked form, always the same one
   */
  Sender shared();

  /**
   * The handle's counters.
   *
   * @return a snapshot
   */
  SenderStats stats();
}
