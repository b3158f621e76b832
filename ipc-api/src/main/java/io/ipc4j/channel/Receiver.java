package io.ipc4j.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a queue. Messages of one sender arrive in the order in which it sent them;
 * there is no order between senders, and none is starved.
 */
public interface Receiver extends ChannelHandle {
  /**
   * Hands up to {@code limit} waiting messages to a handler, in place. Never blocks, allocates
   * nothing. A transport may look a few times within a microsecond if this thread has just sent
   * something; a loop that polls one receiver should call {@link Thread#onSpinWait} after a 0.
   *
   * @param handler what to do with each message; a message is consumed when it returns or throws
   * @param limit the most messages to handle, 1 or more
   * @return how many were handled, 0 if none was waiting
   */
  int poll(MessageHandler handler, int limit);

  /**
   * Hands up to {@code limit} messages to a handler, in place, waiting for the first one.
   *
   * @param handler what to do with each message
   * @param limit the most messages to handle, 1 or more
   * @param timeout how long to wait for the first
   * @return how many were handled; 0 if the time is over, or because {@link #isDrained()} became
   *     true since the last call that said so
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  int poll(MessageHandler handler, int limit, Duration timeout) throws InterruptedException;

  /**
   * Takes a copy of the next message if one is waiting. Never blocks.
   *
   * @return the message, or null
   */
  @Nullable Message tryReceive();

  /**
   * Takes a copy of the next message, waiting for it without a deadline.
   *
   * @return the message
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Message receive() throws InterruptedException;

  /**
   * Takes a copy of the next message, waiting at most {@code timeout} for it.
   *
   * @param timeout how long to wait
   * @return the message
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws io.ipc4j.error.IpcTimeoutException if the time is over
   */
  Message receive(Duration timeout) throws InterruptedException;

  /**
   * Takes the next message in the background, after those that earlier futures of this method take.
   * While such a future is incomplete the handle belongs to it.
   *
   * @return the message, or {@link io.ipc4j.error.IpcClosedException} if the handle closes first
   */
  CompletableFuture<Message> receiveAsync();

  /**
   * Publishes the channel's messages to one subscriber of the reactive kind, as fast as it asks for
   * them. From {@code subscribe} on the handle belongs to that subscription; cancelling gives it
   * back.
   *
   * @return a publisher for one subscriber at a time, whose signals come on a virtual thread
   */
  Flow.Publisher<Message> messages();

  /**
   * Tells whether at least one sender was connected, all have closed since, and everything they
   * sent was handed out. A sender that comes later makes this false again.
   *
   * @return whether the channel has come to its end for now
   */
  boolean isDrained();

  /**
   * Tells, inside a handler, whether the message may have been handled before by a receiver that
   * died, or that went away before it acknowledged it.
   *
   * @return false for every message on transports that never redeliver
   */
  boolean isRedelivered();

  /**
   * This handle for many threads at once: every call holds a lock for its duration. Closing it
   * closes this handle.
   *
   * @return the locked form, always the same one
   */
  Receiver shared();

  /**
   * The handle's counters.
   *
   * @return a snapshot
   */
  ReceiverStats stats();
}
