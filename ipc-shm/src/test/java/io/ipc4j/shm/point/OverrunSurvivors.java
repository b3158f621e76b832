package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.shm.point.Finding.Kind;
import io.ipc4j.shm.point.Oracle.Handled;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a queue whose oldest messages give way: a receiver, or a sender and the
 * receiver's successor. What comes and what is told as missed must follow each other.
 */
final class OverrunSurvivors extends Survivors {
  private final boolean victimReceives;
  private final @Nullable Sender sender;
  private final Account account = new Account();
  private @Nullable Receiver receiver;
  private long sent;

  OverrunSurvivors(Path directory, boolean victimReceives) {
    super(directory);
    this.victimReceives = victimReceives;
    this.sender = victimReceives ? session().sender(Script.OVERWRITTEN) : null;
    this.receiver = victimReceives ? null : session().receiver(Script.OVERWRITTEN);
  }

  /** Sums up messages and gaps. */
  private final class Account implements MessageHandler {
    private long first = -1;
    private boolean firstIsFlagged;
    private long next;
    private long gap;

    @Override
    public void onGap(long lost) {
      gap += lost;
    }

    @Override
    public void onMessage(MemorySegment memory, long offset, long length) {
      long number = Numbered.number(memory, offset, length);
      if (number < 0) {
        throw new Finding(Kind.CORRUPT, "a message after " + next);
      }
      if (first < 0) {
        first = number - gap;
        firstIsFlagged = receiver != null && receiver.isRedelivered();
      } else if (number != next + gap) {
        throw new Finding(Kind.LOST, number + " came after " + next + " and a gap of " + gap);
      }
      next = number + 1;
      gap = 0;
    }
  }

  @Override
  void step() throws InterruptedException {
    Sender from = sender;
    if (from != null && from.trySend(Numbered.message(sent)) == SendResult.SENT) {
      sent++;
    }
    Receiver to = receiver;
    if (to != null) {
      int ignored = to.poll(account, 4, Duration.ofMillis(5));
    } else {
      LockSupport.parkNanos(200_000); // the victim is overrun now and then
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    if (victimReceives) {
      settleAfterReceiver(died);
    } else {
      settleAfterSender(died);
    }
  }

  private void settleAfterSender(boolean died) throws InterruptedException {
    // Or it is told as missed: a message in pieces, unfinished for ever, may have taken its room.
    stepUntil(
        "the newest that was acknowledged comes",
        () -> account.next + account.gap >= oracle.acknowledged());
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Sender newcomer = ipc.sender(Script.OVERWRITTEN)) {
      boolean ignored = newcomer.isConnected(); // sweeps, and goes
    }
    if (account.next > oracle.attempted() || account.first > 0) {
      throw new Finding(Kind.CORRUPT, account.first + " to " + account.next);
    }
    if (!died && account.next != Script.OVERWRITTEN_MESSAGES) {
      throw new Finding(Kind.LOST, "only " + account.next);
    }
  }

  private void settleAfterReceiver(boolean died) throws InterruptedException {
    Ipc ipc = session();
    stepUntil("a successor may receive", () -> succeed(ipc));
    long before = sent;
    stepUntil("the successor gets what is sent now", () -> account.next > before);
    List<Handled> handled = oracle.handled();
    long last = handled.isEmpty() ? 0 : handled.getLast().number() + 1;
    // of the message in whose handler it died it isn't known whether it was handled, so that one
    // comes again, flagged; and the gap before it, too, if it died before it noted what it expects
    int count = handled.size();
    long again = count > 1 ? handled.get(count - 2).number() + 1 : 0;
    boolean flagged = account.first == last - 1 && account.firstIsFlagged;
    if (account.first != last && !(died && (account.first == again || flagged))) {
      throw new Finding(
          account.first < last ? Kind.DUPLICATED : Kind.LOST,
          "the victim handled " + handled + ", its successor begins at " + account.first);
    }
    for (int i = 1; i < handled.size(); i++) {
      if (handled.get(i).number() <= handled.get(i - 1).number()) {
        throw new Finding(Kind.DUPLICATED, handled.toString());
      }
    }
  }

  private boolean succeed(Ipc ipc) {
    try {
      receiver = ipc.receiver(Script.OVERWRITTEN);
      return true;
    } catch (IpcUsageException e) {
      return false; // the kernel hasn't taken the dead one's locks yet
    }
  }
}
