package io.ipc4j.channel;

import java.time.Duration;

/**
 * A sender of values instead of bytes; encodes straight into the transport's memory.
 *
 * <p>Threads and ownership as {@link Sender}: this object belongs to whoever owns {@link #raw()}.
 *
 * @param <T> the type of the values
 */
public final class TypedSender<T> implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final Sender sender;
  private final Codec<T> codec;

  /**
   * Lays a codec over a sender.
   *
   * @param sender carries the bytes; closed by {@link #close()}
   * @param codec encodes the values
   */
  public TypedSender(Sender sender, Codec<T> codec) {
    this.sender = sender;
    this.codec = codec;
  }

  /**
   * Offers one value. Never blocks.
   *
   * @param value the value
   * @return what became of it
   */
  public SendResult trySend(T value) {
    return sender.trySend(
        codec.sizeOf(value), (memory, offset, length) -> codec.encode(value, memory, offset));
  }

  /**
   * Sends one value by the channel's policy, without a deadline.
   *
   * @param value the value
   * @return as {@link #send(Object, Duration)}
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public SendResult send(T value) throws InterruptedException {
    return send(value, FOREVER);
  }

  /**
   * Sends one value by the channel's policy, waiting at most {@code timeout}.
   *
   * @param value the value
   * @param timeout how long to wait for a receiver and for room
   * @return as {@link Sender#send(long, MessageWriter, Duration)}
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over; nothing was sent
   */
  public SendResult send(T value, Duration timeout) throws InterruptedException {
    return sender.send(
        codec.sizeOf(value),
        (memory, offset, length) -> codec.encode(value, memory, offset),
        timeout);
  }

  /**
   * The sender underneath.
   *
   * @return the byte form of this sender
   */
  public Sender raw() {
    return sender;
  }

  /** Closes the sender underneath. */
  @Override
  public void close() {
    sender.close();
  }
}
