package io.ipc4j.spi;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageWriter;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.SenderStats;
import io.ipc4j.internal.HandleContext;
import io.ipc4j.internal.SendDesk;
import io.ipc4j.internal.SharedSender;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sending handle itself, as a template: the transport's final class adds the {@link RecordSink}
 * half, and inherits everything else. Because the application's call site sees that class, the
 * compiler inlines through the layer.
 *
 * <p>A port is the writer's end for the whole life of the handle, whoever reads at the moment; with
 * {@link Trait#BROADCAST} it writes once for all subscribers.
 *
 * <p><i>State:</i> a message whose length lies in {@code [lowest, lowest + desk.span())} goes
 * straight to {@link #offer}; anything that needs more care (closed, loan open, pieces or a gap
 * still to be written) sets that span to 0, which leads to the {@link SendDesk}. <i>Ownership:</i>
 * one thread at a time; {@link #close} may come from any thread, after which the subclass's memory
 * may be gone: an {@link IllegalStateException} that this causes is turned into the closed error.
 */
public abstract class SendPort implements Publisher, RecordSink {
  private final HandleContext context;
  private final SendDesk desk;
  private final long lowest;
  private long sent;
  private long bytes;
  private @Nullable SharedSender shared;

  /**
   * Opens the template.
   *
   * @param context as given to {@link DirectPorts#openSender}
   */
  @SuppressWarnings("this-escape") // the desk keeps it, and calls it when the port is used
  protected SendPort(PortContext context) {
    this.context = (HandleContext) context;
    this.lowest = context.spec().fixedSize().orElse(0);
    this.desk = new SendDesk(this, this.context);
  }

  // --- what the transport adds, besides RecordSink ---

  /**
   * What to wait on for room or a reader. It needs to open only after a refused attempt.
   *
   * @return the gate, always the same one
   */
  protected abstract Gate gate();

  /**
   * How many records were sent that a reader which went away has not been seen to take, and that no
   * later reader will get.
   *
   * @return 0 or more
   */
  protected abstract long inDoubt();

  /**
   * Releases everything. Called once, perhaps while the owner is sending.
   *
   * @param linger how long to wait until what was sent is taken, where it would otherwise be lost
   */
  protected abstract void closePort(Duration linger);

  /**
   * How many messages the transport itself has replaced for {@link
   * io.ipc4j.channel.Policy#DROP_OLDEST}.
   *
   * @return 0 or more
   */
  protected long overwritten() {
    return 0;
  }

  /**
   * How many messages were sent again, because their receiver went away before it acknowledged
   * them.
   *
   * @return 0 or more
   */
  protected long redelivered() {
    return 0;
  }

  /**
   * The channel's specification.
   *
   * @return what the port was opened with
   */
  protected final ChannelSpec spec() {
    return context.spec();
  }

  // --- for transports with a hot path of their own ---

  /**
   * Tells whether a message may be offered as one whole record now, without anything before it.
   *
   * @param length the message's length in bytes
   * @return false if {@link #trySend(MemorySegment, long, long)} of this class must see to it
   */
  protected final boolean isPlain(long length) {
    return Long.compareUnsigned(length - lowest, desk.span()) < 0;
  }

  /**
   * Ends an attempt to send a message that {@link #isPlain}: counts it, and applies the channel's
   * policy to a refusal.
   *
   * @param result what {@link #offer} said
   * @param length the message's length in bytes
   * @return what the caller is told
   */
  protected final SendResult ended(SendResult result, long length) {
    return result == SendResult.SENT ? count(length) : desk.refused(result);
  }

  /**
   * Counts a message that was sent.
   *
   * @param length its length in bytes
   * @return {@link SendResult#SENT}
   */
  protected final SendResult count(long length) {
    sent++;
    bytes += length;
    return SendResult.SENT;
  }

  /**
   * Opens the handle's loan of what was claimed for a message that {@link #isPlain}.
   *
   * @param memory where it was claimed
   * @param at at which offset
   * @param length of how many bytes
   * @return the loan, which ends in {@link #commit} or {@link #abort}
   */
  protected final Loan lent(MemorySegment memory, long at, long length) {
    return desk.lent(memory, at, length);
  }

  /**
   * The error to throw in place of one that memory which went away has caused.
   *
   * @param failure what was thrown
   * @return the closed error if the handle is closed, else the failure
   */
  protected final RuntimeException closedOr(IllegalStateException failure) {
    return context.closedOr(failure);
  }

  // --- the handle ---

  /**
   * {@inheritDoc}
   *
   * <p>A transport may put code of its own before it, for messages that are {@link #isPlain}. The
   * compiler then keeps it apart from what other transports do in this template: a template that
   * several have used is too big to be inlined where the handle is called.
   */
  @Override
  public SendResult trySend(MemorySegment source, long offset, long length) {
    try {
      return ended(attempt(source, offset, length), length);
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  @Override
  public final SendResult trySend(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    try {
      if (!isPlain(length)) {
        return trySend(MemorySegment.ofArray(source), offset, length);
      }
      long at = claim(length);
      if (at < 0) {
        return desk.refused(at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED);
      }
      MemorySegment.copy(source, offset, claimMemory(), ValueLayout.JAVA_BYTE, at, length);
      commit(RecordFlags.WHOLE);
      return count(length);
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  @Override
  public final SendResult trySend(long length, MessageWriter writer) {
    try (Loan loan = lend(length)) {
      if (loan == null) {
        return desk.refused(desk.lastRefusal());
      }
      writer.write(loan.memory(), loan.offset(), length);
      return loan.commit();
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  @Override
  public final SendResult send(MemorySegment source, long offset, long length)
      throws InterruptedException {
    return send(source, offset, length, HandleContext.FOREVER);
  }

  @Override
  public final SendResult send(MemorySegment source, long offset, long length, Duration timeout)
      throws InterruptedException {
    SendResult result = attemptOrClosed(source, offset, length);
    if (result == SendResult.SENT) {
      return count(length);
    }
    if (!desk.waitsFor(result)) {
      return desk.refused(result);
    }
    desk.beginWait(gate(), timeout);
    try {
      while (true) {
        result = attemptOrClosed(source, offset, length);
        if (result == SendResult.SENT) {
          return count(length);
        }
        desk.idle(result, timeout);
      }
    } finally {
      desk.endWait();
    }
  }

  @Override
  public final SendResult send(long length, MessageWriter writer, Duration timeout)
      throws InterruptedException {
    try (Loan loan = loanByPolicy(length, timeout)) {
      if (loan == null) {
        return desk.refused(desk.lastRefusal());
      }
      writer.write(loan.memory(), loan.offset(), length);
      return loan.commit();
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  private @Nullable Loan loanByPolicy(long length, Duration timeout) throws InterruptedException {
    Loan loan = lend(length);
    return loan != null || !desk.waitsFor(desk.lastRefusal()) ? loan : loan(length, timeout);
  }

  @Override
  public final SendResult send(byte[] source) throws InterruptedException {
    return send(source, HandleContext.FOREVER);
  }

  @Override
  public final SendResult send(byte[] source, Duration timeout) throws InterruptedException {
    if (isPlain(source.length)
        && hasRoom(source.length)) { // keeps heap segments out of the hot bytecodes
      SendResult result = trySend(source, 0, source.length);
      if (result == SendResult.SENT || !desk.waitsFor(result)) {
        return result;
      }
    }
    return send(MemorySegment.ofArray(source), 0, source.length, timeout);
  }

  @Override
  public @Nullable Loan tryLoan(long length) {
    try {
      Loan loan = lend(length);
      if (loan == null) {
        desk.refused(desk.lastRefusal());
      }
      return loan;
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  @Override
  public final Loan loan(long length, Duration timeout) throws InterruptedException {
    Loan loan = lend(length);
    if (loan != null) {
      return loan;
    }
    desk.beginWait(gate(), timeout);
    try {
      while (true) {
        loan = lend(length);
        if (loan != null) {
          return loan;
        }
        desk.idle(desk.lastRefusal(), timeout);
      }
    } finally {
      desk.endWait();
    }
  }

  @Override
  public final CompletableFuture<SendResult> sendAsync(MemorySegment source) {
    return context.async().submit(() -> send(source, 0, source.byteSize()));
  }

  @Override
  public final synchronized Publisher shared() {
    if (shared == null) {
      shared = new SharedSender(this);
    }
    return shared;
  }

  @Override
  public int subscribers() {
    return peers().size();
  }

  @Override
  public final SenderStats stats() {
    return desk.stats(sent, bytes, inDoubt(), redelivered(), overwritten());
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
    desk.shut();
    context.closeOnce(
        gate(),
        linger -> {
          closePort(desk.finish(linger));
          desk.tellDoubt(inDoubt());
        });
  }

  // --- between template and desk ---

  private SendResult attempt(MemorySegment source, long offset, long length) {
    if (isPlain(length)) {
      return offer(RecordFlags.WHOLE, source, offset, length);
    }
    return desk.attempt(source, offset, length);
  }

  private SendResult attemptOrClosed(MemorySegment source, long offset, long length) {
    try {
      return attempt(source, offset, length);
    } catch (IllegalStateException e) {
      throw closedOr(e);
    }
  }

  private @Nullable Loan lend(long length) {
    if (isPlain(length)) {
      long at = claim(length);
      if (at >= 0) {
        return lent(claimMemory(), at, length);
      }
    }
    return desk.lend(length);
  }
}
