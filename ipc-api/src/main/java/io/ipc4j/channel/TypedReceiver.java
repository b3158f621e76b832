package io.ipc4j.channel;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of values instead of bytes; decodes straight from the transport's memory.
 *
 * <p>Threads and ownership as {@link Receiver}: this object belongs to whoever owns {@link #raw()}.
 *
 * @param <T> the type of the values
 */
public final class TypedReceiver<T> implements AutoCloseable {
  private final Receiver receiver;
  private final Codec<T> codec;

  /**
   * Lays a codec over a receiver.
   *
   * @param receiver carries the bytes; closed by {@link #close()}
   * @param codec decodes the values
   */
  public TypedReceiver(Receiver receiver, Codec<T> codec) {
    this.receiver = receiver;
    this.codec = codec;
  }

  /**
   * Hands up to {@code limit} waiting values to a handler. Never blocks.
   *
   * @param handler what to do with each value
   * @param limit the most values to handle
   * @return how many were handled
   * @throws io.ipc4j.error.IpcCorruptException if a message is not of the codec's form; it is
   *     consumed
   */
  public int poll(Consumer<? super T> handler, int limit) {
    return receiver.poll(decoding(handler), limit);
  }

  /**
   * Hands up to {@code limit} values to a handler, waiting for the first one.
   *
   * @param handler what to do with each value
   * @param limit the most values to handle
   * @param timeout how long to wait for the first
   * @return how many were handled, 0 if the time is over or every sender has closed meanwhile; see
   *     {@link Receiver#poll(MessageHandler, int, Duration)}
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcCorruptException if a message is not of the codec's form; it is
   *     consumed
   */
  public int poll(Consumer<? super T> handler, int limit, Duration timeout)
      throws InterruptedException {
    return receiver.poll(decoding(handler), limit, timeout);
  }

  /**
   * Takes the next value if one is waiting. Never blocks.
   *
   * @return the value, or null
   */
  public @Nullable T tryReceive() {
    Message message = receiver.tryReceive();
    return message == null ? null : decode(message);
  }

  /**
   * Takes the next value, waiting for it without a deadline.
   *
   * @return the value
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public T receive() throws InterruptedException {
    return decode(receiver.receive());
  }

  /**
   * Takes the next value, waiting at most {@code timeout} for it.
   *
   * @param timeout how long to wait
   * @return the value
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  public T receive(Duration timeout) throws InterruptedException {
    return decode(receiver.receive(timeout));
  }

  private MessageHandler decoding(Consumer<? super T> handler) {
    return (memory, offset, length) -> handler.accept(codec.decode(memory, offset, length));
  }

  private T decode(Message message) {
    return codec.decode(message.memory(), 0, message.length());
  }

  /**
   * Tells whether the channel has come to its end for now.
   *
   * @return as {@link Receiver#isDrained()}
   */
  public boolean isDrained() {
    return receiver.isDrained();
  }

  /**
   * The receiver underneath.
   *
   * @return the byte form of this receiver
   */
  public Receiver raw() {
    return receiver;
  }

  /** Closes the receiver underneath. */
  @Override
  public void close() {
    receiver.close();
  }
}
