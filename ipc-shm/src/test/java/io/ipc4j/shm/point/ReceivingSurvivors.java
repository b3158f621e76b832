package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import java.nio.file.Path;

/** A receiver or subscriber, and another sender. */
final class ReceivingSurvivors extends Survivors {
  private final String channel;
  private final int messages;
  private final boolean broadcast;
  private final Receiver receiver;
  private final Sender other;
  private final Log log = new Log();

  /**
   * Begins to receive.
   *
   * @param messages how many the victim sends
   */
  ReceivingSurvivors(Path directory, String channel, int messages, boolean broadcast) {
    super(directory);
    this.channel = channel;
    this.messages = messages;
    this.broadcast = broadcast;
    Ipc there = session();
    receiver = broadcast ? there.subscriber(channel) : there.receiver(channel);
    Ipc here = session();
    other = broadcast ? here.publisher(channel) : here.sender(channel);
  }

  @Override
  void step() throws InterruptedException {
    log.poll(receiver);
  }

  @Override
  void whileStopped(Plan plan) throws InterruptedException {
    sendAnother(other, log);
  }

  private void newcomer() {
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Sender sender = broadcast ? ipc.publisher(channel) : ipc.sender(channel)) {
      boolean ignored = sender.isConnected();
    }
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    stepUntil("what was acknowledged comes", () -> log.next() >= oracle.acknowledged());
    newcomer(); // sweeps: a lane of the dead that was never announced waits for it
    // The other sender's lane and its pool, and the control file.
    stepUntil("the victim's lane goes", () -> channelFiles(channel).size() == 3);
    sendAnother(other, log);
    log.check(0, oracle.acknowledged(), oracle.attempted(), 0);
    if (!died && log.next() != messages) {
      throw new Finding(Finding.Kind.LOST, "only " + log.next() + ", broadcast=" + broadcast);
    }
  }
}
