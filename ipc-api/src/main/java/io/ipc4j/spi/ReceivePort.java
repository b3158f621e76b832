package io.ipc4j.spi;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.ReceiverStats;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.internal.HandleContext;
import io.ipc4j.internal.MessageCopier;
import io.ipc4j.internal.ReceiveFlow;
import io.ipc4j.internal.SharedReceiver;
import io.ipc4j.internal.Wait;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The receiving handle itself, as a template: the transport's final class adds {@link
 * #pollRecords}, and inherits everything else. Because the application's call site sees that class,
 * the compiler inlines through the layer.
 *
 * <p><i>State:</i> counters are plain fields of the owning thread. <i>Ownership:</i> one thread at
 * a time; {@link #close} may come from any thread, after which the subclass's memory may be gone:
 * an {@link IllegalStateException} that this causes in a poll is turned into the closed error.
 */
public abstract class ReceivePort implements Subscriber {
  private final HandleContext context;
  private final Wait wait;
  private final MessageCopier copier;
  private @Nullable SharedReceiver shared;
  private @Nullable ReceiveFlow flow;
  private long received;
  private long bytes;
  private long lost;
  private long incomplete;
  private long linksUp;
  private long linksUpWhenEndTold;
  private long linksClosed;
  private long linksLost;
  private long redeliveries;
  private long receivedWhenMarked;
  private boolean redelivered;

  /**
   * Opens the template.
   *
   * @param context as given to {@link DirectPorts#openReceiver}
   */
  @SuppressWarnings("this-escape") // the copier keeps it, and calls it when the port is used
  protected ReceivePort(PortContext context) {
    this.copier = new MessageCopier(this);
    this.context = (HandleContext) context;
    this.wait = new Wait(this.context);
  }

  // --- what the transport adds ---

  /**
   * Hands waiting records to {@link #deliver}, fairly between links, until {@code limit} messages
   * (the sum of what deliver returned) were handed out or none is waiting. Never blocks. A record
   * is consumed when deliver returns or throws.
   *
   * @param handler passed on to deliver
   * @param limit the most messages, 1 or more
   * @return how many messages were handed out
   */
  protected abstract int pollRecords(MessageHandler handler, int limit);

  /**
   * What to wait on for the next record or a change of links.
   *
   * @return the gate, always the same one
   */
  protected abstract Gate gate();

  /**
   * Releases everything. Called once, perhaps while the owner is polling.
   *
   * @param linger how long closing may take
   */
  protected abstract void closePort(Duration linger);

  // --- what the transport calls ---

  /**
   * Hands one record on: to the application if it is a whole message, else to the link's state.
   *
   * @param handler as given to {@link #pollRecords}
   * @param from the link's state
   * @param flags the record's flags
   * @param memory where the record is
   * @param offset where its payload starts, a multiple of 8
   * @param length the payload's length in bytes
   * @return how many messages were handed out, 0 or 1
   */
  protected final int deliver(
      MessageHandler handler,
      Inflow from,
      int flags,
      MemorySegment memory,
      long offset,
      long length) {
    if (flags == RecordFlags.WHOLE && from.isPlain()) {
      received++;
      bytes += length;
      handler.onMessage(memory, offset, length);
      return 1;
    }
    return from.take(handler, flags, memory, offset, length);
  }

  /** Counts a link that came up. */
  protected final void linkUp() {
    linksUp++;
  }

  /**
   * Counts a link that ended.
   *
   * @param inOrder whether its writer closed it
   */
  protected final void linkEnded(boolean inOrder) {
    if (inOrder) {
      linksClosed++;
    } else {
      linksLost++;
    }
  }

  /**
   * How many links ever came up.
   *
   * @return the count
   */
  protected final long linksSoFar() {
    return linksUp;
  }

  /**
   * Says whether the records delivered from now on may have been handled before.
   *
   * @param mayBe what {@link #isRedelivered} returns
   */
  protected final void markRedelivered(boolean mayBe) {
    if (redelivered) {
      redeliveries += received - receivedWhenMarked;
    }
    receivedWhenMarked = received;
    redelivered = mayBe;
  }

  /**
   * The channel's specification.
   *
   * @return what the port was opened with
   */
  protected final ChannelSpec spec() {
    return context.spec();
  }

  /**
   * Tells whether the handle is closed or closing.
   *
   * @return whether close was called
   */
  protected final boolean isClosed() {
    return context.isClosed();
  }

  /**
   * Turns what released memory causes into the error of a closed handle.
   *
   * @param failure what was thrown
   * @return that error if the handle is closed, else the failure itself
   */
  protected final RuntimeException closedOr(IllegalStateException failure) {
    return context.closedOr(failure);
  }

  // --- the handle ---

  @Override
  public int poll(MessageHandler handler, int limit) {
    if (limit < 1 || context.isClosed()) {
      throw context.refusedPoll(limit);
    }
    try {
      return pollRecords(handler, limit);
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  @Override
  public final int poll(MessageHandler handler, int limit, Duration timeout)
      throws InterruptedException {
    int handled = poll(handler, limit);
    if (handled > 0) {
      return handled;
    }
    wait.begin(gate(), timeout);
    try {
      while (true) {
        handled = poll(handler, limit);
        if (handled > 0 || isEndNews() || !wait.idle()) {
          return handled;
        }
      }
    } finally {
      wait.end();
    }
  }

  /**
   * Whether the end of all links is to be told now. It is told once, whenever it came: a caller
   * that asked {@link #isDrained} just before it waits for nothing.
   */
  private boolean isEndNews() {
    if (linksUp == linksUpWhenEndTold || !isDrained()) {
      return false;
    }
    linksUpWhenEndTold = linksUp;
    return true;
  }

  @Override
  public final @Nullable Message tryReceive() {
    return copier.take(poll(copier, 1));
  }

  @Override
  public final Message receive() throws InterruptedException {
    return receive(HandleContext.FOREVER);
  }

  @Override
  public final Message receive(Duration timeout) throws InterruptedException {
    Message first = tryReceive();
    if (first != null) {
      return first;
    }
    wait.begin(gate(), timeout);
    try {
      while (true) {
        Message message = tryReceive();
        if (message != null) {
          return message;
        }
        if (!wait.idle()) {
          throw context.timedOut("a message", timeout);
        }
      }
    } finally {
      wait.end();
    }
  }

  @Override
  public final CompletableFuture<Message> receiveAsync() {
    return context.async().submit(this::receive);
  }

  @Override
  public final synchronized Flow.Publisher<Message> messages() {
    if (flow == null) {
      flow = new ReceiveFlow(this, context);
    }
    return flow;
  }

  @Override
  public final boolean isRedelivered() {
    return redelivered;
  }

  @Override
  public final synchronized Subscriber shared() {
    if (shared == null) {
      shared = new SharedReceiver(this);
    }
    return shared;
  }

  @Override
  public final ReceiverStats stats() {
    return new ReceiverStats(
        received, bytes, lost, incomplete, redeliveries, linksUp, linksClosed, linksLost);
  }

  @Override
  public final String channel() {
    return context.spec().name();
  }

  @Override
  public final String transport() {
    return context.transport();
  }

  @Override
  public final void close() {
    context.closeOnce(gate(), this::closePort);
  }

  // --- for Inflow ---

  void hand(MessageHandler handler, MemorySegment memory, long offset, long length) {
    received++;
    bytes += length;
    handler.onMessage(memory, offset, length);
  }

  void countLost(long count) {
    lost += count;
  }

  void countIncomplete() {
    incomplete++;
  }
}
