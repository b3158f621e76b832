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
   * Sends one value, waiting for a receiver and for room at most {@code timeout}.
   *
   * @param value the value
   * @param timeout how long to wait
   * @return as {@link Loan#commit()}
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  public SendResult send(T value, Duration timeout) throws InterruptedException {
    try (Loan loan = sender.loan(codec.sizeOf(value), timeout)) {
      codec.encode(value, loan.memory(), loan.offset());
      return loan.commit();
    }
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
