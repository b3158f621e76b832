package io.ipc4j.shm.point;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.shm.point.Finding.Kind;
import java.nio.file.Path;
import java.time.Duration;

/** A sender and a receiver of a queue whose receivers compete. */
final class CompetingSurvivors extends Survivors {
  private static final Duration WAIT = Duration.ofMillis(5);

  private final boolean victimReceives;
  private final Receiver receiver;
  private final Sender sender;
  private final Log log = new Log();
  private long sent;
  private long others;
  private boolean ended;

  CompetingSurvivors(Path directory, boolean victimReceives) {
    super(directory);
    this.victimReceives = victimReceives;
    receiver = session().receiver(Script.SHARED);
    sender = session().sender(Script.SHARED);
  }

  @Override
  void step() throws InterruptedException {
    if (victimReceives && !ended) {
      try {
        if (sender.send(Numbered.message(sent), WAIT) == SendResult.SENT) {
          sent++;
        }
      } catch (IpcTimeoutException e) {
        // all have as many as they may have
      }
    }
    log.poll(receiver);
  }

  @Override
  void whileStopped(Plan plan) throws InterruptedException {
    sendAnother();
  }

  /** It may go to the victim, while that is there. */
  private void sendAnother() throws InterruptedException {
    long before = log.others();
    while (log.others() == before) {
      stepUntil(
          "another sender sends",
          () -> sender.trySend(Numbered.message(Log.OTHERS + others)) == SendResult.SENT);
      others++;
      step();
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    if (victimReceives) {
      long before = sent;
      stepUntil("the sender goes on without the victim", () -> sent >= before + 20);
      ended = true;
      stepUntil("all is handled", () -> isHandled());
    } else {
      // What only the sender kept dies with it.
      sendAnother();
    }
    log.prepend(oracle.handled().stream().filter(one -> one.number() < Log.OTHERS).toList());
    int came = log.checkShared(died ? 1 : 0);
    if (victimReceives ? came != sent : came > oracle.attempted()) {
      throw new Finding(Kind.LOST, came + " came of " + sent + ": " + log);
    }
    if (!victimReceives && !died && came != Script.MESSAGES) {
      throw new Finding(Kind.LOST, "only " + came + ": " + log);
    }
  }

  private boolean isHandled() {
    Log all = new Log();
    all.prepend(log.entries());
    all.prepend(oracle.handled().stream().filter(one -> one.number() < Log.OTHERS).toList());
    return all.checkShared(Integer.MAX_VALUE) >= sent;
  }
}
