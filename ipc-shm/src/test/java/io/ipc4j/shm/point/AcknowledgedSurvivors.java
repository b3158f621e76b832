package io.ipc4j.shm.point;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import java.nio.file.Path;

/**
 * A receiver that acknowledges what it has handled, and another sender. What a sender keeps until
 * then dies with it.
 */
final class AcknowledgedSurvivors extends Survivors {
  private final Receiver receiver;
  private final Sender other;
  private final Log log = new Log();

  AcknowledgedSurvivors(Path directory) {
    super(directory);
    receiver = session().receiver(Script.ACKNOWLEDGED);
    other = session().sender(Script.ACKNOWLEDGED);
  }

  @Override
  void step() throws InterruptedException {
    log.poll(receiver);
  }

  @Override
  void whileStopped(Plan plan) throws InterruptedException {
    sendAnother(other, log);
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    long least = died ? 0 : Script.MESSAGES;
    stepUntil("what a living sender sent comes", () -> log.next() >= least);
    sendAnother(other, log);
    log.check(0, least, oracle.attempted(), 0);
  }
}
