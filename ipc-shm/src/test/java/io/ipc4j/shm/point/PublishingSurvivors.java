package io.ipc4j.shm.point;

import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.shm.point.Oracle.Handled;
import java.nio.file.Path;
import java.util.List;

/** A publisher, and a subscriber beside the victim. */
final class PublishingSurvivors extends Survivors {
  private final Publisher publisher;
  private final Subscriber subscriber;
  private final Log log = new Log();
  private long sent;
  private boolean ended;

  PublishingSurvivors(Path directory, String channel) {
    super(directory);
    publisher = session().publisher(channel);
    subscriber = session().subscriber(channel);
  }

  /** The victim gets as many as it waits for, however late it comes. */
  @Override
  void step() throws InterruptedException {
    if (!ended && publisher.trySend(Numbered.message(sent)) == SendResult.SENT) {
      sent++;
    }
    log.poll(subscriber);
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    long before = sent;
    stepUntil("the publisher goes on without the victim", () -> sent >= before + 20);
    ended = true;
    stepUntil("the other subscriber gets all", () -> log.next() == sent);
    log.check(0, sent, sent, 0);
    List<Handled> handled = oracle.handled();
    if (!handled.isEmpty()) {
      Log victims = new Log();
      victims.prepend(handled);
      victims.check(handled.getFirst().number(), 0, sent, 0);
    }
    if (!died && handled.size() < Script.MESSAGES / 2) {
      throw new Finding(Finding.Kind.LOST, "the victim got only " + handled);
    }
    stepUntil("one is there", () -> publisher.subscribers() == 1);
  }
}
