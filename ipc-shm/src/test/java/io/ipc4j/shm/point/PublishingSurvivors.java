package io.ipc4j.shm.point;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.shm.point.Finding.Kind;
import io.ipc4j.shm.point.Oracle.Handled;
import java.nio.file.Path;
import java.util.List;

/**
 * A publisher, and a subscriber beside the victim. Where the latest messages are kept, some are
 * sent before the victim comes, and no more until it has begun to get what is kept of them.
 */
final class PublishingSurvivors extends Survivors {
  /** So that the latest ones fit the ring together. */
  private static final int SENT_BEFORE = 8;

  private final Publisher publisher;
  private final Subscriber subscriber;
  private final Log log = new Log();
  private final long before;
  private final long kept;
  private long sent;
  private boolean gone;
  private boolean ended;

  private PublishingSurvivors(Path directory, String channel, long before, long history) {
    super(directory);
    this.publisher = session().publisher(channel);
    this.subscriber = session().subscriber(channel);
    this.before = before;
    this.kept = Math.min(before, history);
  }

  /** Where nothing is kept: the victim begins with any message. */
  static PublishingSurvivors toSubscriber(Path directory) {
    return new PublishingSurvivors(directory, Script.CHANNEL, 0, 0);
  }

  /** Before the victim comes, more is sent than is kept, or less. */
  static PublishingSurvivors toLateSubscriber(Path directory, boolean more) {
    long before = more ? SENT_BEFORE : Script.HISTORY / 2;
    return new PublishingSurvivors(directory, Script.KEPT, before, Script.HISTORY);
  }

  @Override
  void prepare() throws InterruptedException {
    stepUntil("as many are sent as before the victim", () -> sent == before);
    stepUntil("the other subscriber gets them", () -> log.next() == before);
  }

  /** The victim gets as many as it waits for, however late it comes. */
  @Override
  void step() throws InterruptedException {
    if (waitsForVictim()) {
      letVictimIn();
    } else if (!ended && publisher.trySend(Numbered.message(sent)) == SendResult.SENT) {
      sent++;
    }
    log.poll(subscriber);
  }

  /** Sends nothing: what looks for room admits who is new. */
  private void letVictimIn() {
    Loan loan = publisher.tryLoan(1);
    if (loan != null) {
      loan.close();
    }
  }

  private boolean waitsForVictim() {
    return before > 0 && sent == before && !gone && oracle.handled().isEmpty();
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    gone = true;
    long already = sent;
    stepUntil("the publisher goes on without the victim", () -> sent >= already + 20);
    ended = true;
    stepUntil("the other subscriber gets all", () -> log.next() == sent);
    log.check(0, sent, sent, 0);
    List<Handled> handled = oracle.handled();
    if (!handled.isEmpty()) {
      Log victims = new Log();
      victims.prepend(handled);
      long first = before > 0 ? before - kept : handled.getFirst().number();
      victims.check(first, 0, sent, 0);
    }
    if (!died && handled.size() < Script.MESSAGES / 2) {
      throw new Finding(Kind.LOST, "the victim got only " + handled);
    }
    stepUntil("one is there", () -> publisher.subscribers() == 1);
  }
}
