package io.ipc4j.internal;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.SenderStats;
import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordSink;
import io.ipc4j.spi.SendPort;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a sending port does off its fast path: checks, policies, gaps, pieces, loans and waiting.
 * Belongs to the port's thread.
 *
 * <p><i>State:</i> {@link #span()} is 0 whenever the next message needs this class, which then sets
 * it anew.
 */
public final class SendDesk {
  private static final Logger LOG = System.getLogger(SendDesk.class.getName());

  private final SendPort port;
  private final HandleContext context;
  private final ChannelSpec spec;
  private final Pieces pieces;
  private final PortLoan loan = new PortLoan(this);
  private final Wait wait;
  private SendResult lastRefusal = SendResult.BACK_PRESSURED;
  private long span;
  private long spanAfterLoan;
  private long gap;
  private long backPressured;
  private long notConnected;
  private long dropped;
  private long loanSent;
  private long loanBytes;
  private long cutOff;

  /** Makes the desk of a port. */
  public SendDesk(SendPort port, HandleContext context) {
    this.port = port;
    this.context = context;
    this.spec = context.spec();
    this.pieces = new Pieces(port);
    this.wait = new Wait(context);
  }

  /** How many lengths, from the lowest allowed one on, may be offered without asking here. */
  public long span() {
    return span;
  }

  /** Lets no message pass by any more: the port closes. */
  public void shut() {
    span = 0;
  }

  private void updateSpan() {
    if (context.isClosed() || loan.isOpen() || gap != 0 || pieces.isBusy()) {
      span = 0;
      return;
    }
    long longest = Math.min(port.maxRecord(), spec.maxMessageSize());
    span = Math.max(0, longest - spec.fixedSize().orElse(0) + 1);
  }

  /** Sends one message with all care. */
  public SendResult attempt(MemorySegment source, long offset, long length) {
    check(length);
    SendResult result = clearBacklog() ? pass(source, offset, length) : lastRefusal;
    updateSpan();
    return result;
  }

  private SendResult pass(MemorySegment source, long offset, long length) {
    return length <= port.maxRecord()
        ? port.offer(RecordFlags.WHOLE, source, offset, length)
        : pieces.begin(source, offset, length);
  }

  private void check(long length) {
    if (context.isClosed()) {
      throw context.closedError();
    }
    if (loan.isOpen()) {
      throw misuse(ErrorIds.LOAN_OPEN, "loan", loan.length() + "B", "commit or close it first");
    }
    if (spec.fixedSize().isPresent() && length != spec.fixedSize().getAsLong()) {
      throw misuse(
          ErrorIds.MESSAGE_SIZE,
          "length",
          length,
          "the channel's messages are all of "
              + spec.fixedSize().getAsLong()
              + " bytes (ipc.channel."
              + spec.name()
              + ".fixed-size)");
    }
    if (length < 0 || length > spec.maxMessageSize()) {
      throw misuse(
          ErrorIds.MESSAGE_TOO_LARGE,
          "length",
          length,
          "allowed are 0 to "
              + spec.maxMessageSize()
              + " bytes (ipc.channel."
              + spec.name()
              + ".max-message-size)");
    }
  }

  private IpcUsageException misuse(ErrorId id, String what, Object value, String problem) {
    return new IpcUsageException(
        id, ErrorText.of("channel", spec.name()).and(what, value).problem(problem).toString());
  }

  /** Writes what must precede the next message; false if there is no room for it yet. */
  private boolean clearBacklog() {
    if (pieces.isBusy()) {
      lastRefusal = SendResult.BACK_PRESSURED;
      return false;
    }
    if (gap != 0) {
      long at = port.claim(Long.BYTES);
      if (at < 0) {
        lastRefusal = refusal(at);
        return false;
      }
      port.claimMemory().set(RecordFlags.COUNT_LAYOUT, at, gap);
      port.commit(RecordFlags.GAP);
      gap = 0;
    }
    return true;
  }

  private static SendResult refusal(long claim) {
    return claim == RecordSink.NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
  }

  /** Counts a refusal and applies the channel's policy to it. */
  public SendResult refused(SendResult result) {
    if (result == SendResult.NOT_CONNECTED) {
      notConnected++;
      return result;
    }
    if (spec.policy() == Policy.DROP_NEWEST) {
      dropped++;
      gap++;
      span = 0;
      return SendResult.DROPPED;
    }
    backPressured++;
    return result;
  }

  /** Whether a blocking send waits after this result. */
  public boolean waitsFor(SendResult result) {
    return spec.policy() == Policy.BLOCK
        && (result == SendResult.BACK_PRESSURED || spec.pattern() != Pattern.PUBLISH_SUBSCRIBE);
  }

  /** Begins to wait for room or a receiver. */
  public void beginWait(Gate gate, Duration timeout) {
    wait.begin(gate, timeout);
  }

  /** Waits a little; fails if the time is over. */
  public void idle(SendResult result, Duration timeout) throws InterruptedException {
    if (!wait.idle()) {
      refused(result);
      throw context.timedOut(
          result == SendResult.NOT_CONNECTED ? "a receiver" : "room for a message", timeout);
    }
  }

  /** Ends waiting. */
  public void endWait() {
    wait.end();
  }

  /** Opens a loan of what the port has claimed, where {@link #span()} let the message pass. */
  public Loan lent(MemorySegment memory, long at, long length) {
    spanAfterLoan = span;
    span = 0;
    return loan.open(memory, at, length, false);
  }

  /** Lends memory for one message, or not: then {@link #lastRefusal()} says why. */
  public @Nullable Loan lend(long length) {
    check(length);
    Loan opened = clearBacklog() ? lendWithCare(length) : null;
    spanAfterLoan = 0; // whatever span was, it is looked at again after this loan
    updateSpan();
    return opened;
  }

  private @Nullable Loan lendWithCare(long length) {
    if (length > port.maxRecord()) {
      if (!pieces.canBegin(length)) {
        lastRefusal = port.isConnected() ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
        return null;
      }
      return loan.open(pieces.lend(length), 0, length, true);
    }
    long at = port.claim(length);
    if (at < 0) {
      lastRefusal = refusal(at);
      return null;
    }
    return loan.open(port.claimMemory(), at, length, false);
  }

  /** After a loan: what was let pass before it is let pass again, if nothing else came up. */
  private void endLoan() {
    if (spanAfterLoan > 0 && !context.isClosed()) {
      span = spanAfterLoan;
    } else {
      updateSpan();
    }
  }

  /** Why {@link #lend} returned null. */
  public SendResult lastRefusal() {
    return lastRefusal;
  }

  SendResult commitLoan(long length, boolean inPieces) {
    SendResult result = SendResult.SENT;
    if (inPieces) {
      result = pieces.beginInPlace(length);
    } else {
      port.commit(RecordFlags.WHOLE);
    }
    if (result == SendResult.SENT) {
      loanSent++;
      loanBytes += length;
    }
    endLoan();
    return result;
  }

  void abortLoan(boolean inPieces) {
    if (!inPieces) {
      port.abort();
    }
    endLoan();
  }

  /** The counters, with those that the port keeps. */
  public SenderStats stats(
      long sent, long bytes, long inDoubt, long redelivered, long overwritten) {
    return new SenderStats(
        sent + loanSent,
        bytes + loanBytes,
        backPressured,
        notConnected,
        dropped + overwritten,
        inDoubt + cutOff,
        redelivered);
  }

  /** Tells of what was lost, or may have been, by going away. */
  public void tellDoubt(long inDoubt) {
    if (inDoubt + cutOff > 0) {
      LOG.log(
          Level.WARNING,
          "channel={0}: closed with {1} messages in doubt: their receivers went away, or had not"
              + " taken them when ipc.linger was over",
          spec.name(),
          inDoubt + cutOff);
    }
  }

  /** Writes what is still to be written, and returns what is left of linger. */
  public Duration finish(Duration linger) {
    long start = System.nanoTime();
    try {
      cutOff = pieces.finish(linger) ? 0 : 1;
      if (gap != 0 && !loan.isOpen()) {
        clearBacklog();
      }
    } catch (IllegalStateException e) {
      // the memory is gone already; nothing is left to be written
    }
    Duration left = linger.minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
