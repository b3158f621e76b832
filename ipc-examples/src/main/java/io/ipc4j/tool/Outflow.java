package io.ipc4j.tool;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.Quantities;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcTimeoutException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages until each is accepted, whatever the channel's policy.
 *
 * <p>The time limit is for the absence of a receiver. One that is there and slow is waited for as
 * long as it takes. For use by one thread.
 */
public final class Outflow implements MessageTarget {

  private static final long LOOK_AGAIN_MILLIS = 1;

  private final Sender sender;
  private final Duration timeout;
  private final @Nullable Publisher publisher;
  private long count;
  private long dropped;
  private long unheard;

  private Outflow(Sender sender, @Nullable Publisher publisher, Duration timeout) {
    this.sender = sender;
    this.publisher = publisher;
    this.timeout = timeout;
  }

  /**
   * Sends to a queue.
   *
   * @param sender takes the messages
   * @param timeout how long to wait for a receiver
   * @return the flow
   */
  public static Outflow toQueue(Sender sender, Duration timeout) {
    return new Outflow(sender, null, timeout);
  }

  /** Publishes; messages to nobody are counted and not waited for. */
  static Outflow toSubscribers(Publisher publisher, Duration timeout) {
    return new Outflow(publisher, publisher, timeout);
  }

  @Override
  public void accept(MemorySegment memory, long offset, long length) throws InterruptedException {
    SendResult result = sender.trySend(memory, offset, length);
    if (result != SendResult.SENT) {
      settle(result, memory, offset, length);
    }
    count++;
  }

  private void settle(SendResult first, MemorySegment memory, long offset, long length)
      throws InterruptedException {
    SendResult result = first;
    while (true) {
      switch (result) {
        case SENT -> {
          return;
        }
        case DROPPED -> {
          dropped++;
          return;
        }
        case BACK_PRESSURED -> Thread.sleep(LOOK_AGAIN_MILLIS);
        case NOT_CONNECTED -> {
          if (publisher != null) {
            unheard++;
            return;
          }
          awaitReceiver(length);
        }
      }
      result = sendOnce(memory, offset, length);
    }
  }

  /** Waits by the channel's policy; what a receiver that is there can't take yet is no failure. */
  private SendResult sendOnce(MemorySegment memory, long offset, long length)
      throws InterruptedException {
    try {
      return sender.send(memory, offset, length, timeout);
    } catch (IpcTimeoutException e) {
      if (sender.isConnected()) {
        return SendResult.BACK_PRESSURED;
      }
      throw e;
    }
  }

  /**
   * Waits until somebody is there to receive.
   *
   * @param length a message length that the channel allows
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IpcTimeoutException if the time is over
   */
  public void awaitReceiver(long length) throws InterruptedException {
    sender.loan(length, timeout).close(); // waits whatever the policy is, and sends nothing
  }

  /** Waits until so many are there; of a queue, one at most. */
  void awaitReceivers(int wanted, long length) throws InterruptedException {
    if (publisher == null) {
      if (wanted > 0) {
        awaitReceiver(length);
      }
      return;
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    while (publisher.subscribers() < wanted) {
      if (System.nanoTime() - deadline > 0) {
        throw tooFew(publisher.subscribers(), wanted);
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
      try (Loan _ = sender.tryLoan(length)) {
        // links come up while something is tried
      }
    }
  }

  private IpcTimeoutException tooFew(int connected, int wanted) {
    return new IpcTimeoutException(
        ErrorIds.TIMEOUT,
        ErrorText.of("channel", sender.channel())
            .and("transport", sender.transport())
            .and("timeout", Quantities.formatDuration(timeout))
            .problem(connected + " of " + wanted + " subscribers came")
            .remedy("All sides need the same transport, directory and namespace")
            .text());
  }

  /** What takes the messages. */
  Sender sender() {
    return sender;
  }

  /**
   * How many messages were sent, dropped or published to nobody.
   *
   * @return 0 or more
   */
  public long count() {
    return count;
  }

  /** How many messages the channel's policy discarded. */
  long dropped() {
    return dropped;
  }

  /** How many messages were published while there was no subscriber. */
  long unheard() {
    return unheard;
  }
}
