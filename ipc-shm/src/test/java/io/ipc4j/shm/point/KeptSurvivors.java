package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Subscriber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A subscriber, another publisher that keeps its latest, and subscribers that come late. */
final class KeptSurvivors extends Survivors {
  /** More than are kept; the latest ones fit the ring together. */
  private static final int OTHERS_SENT = 7;

  private final Subscriber subscriber;
  private final Publisher other;
  private final Log log = new Log();

  KeptSurvivors(Path directory) {
    super(directory);
    subscriber = session().subscriber(Script.KEPT);
    other = session().publisher(Script.KEPT);
  }

  @Override
  void step() throws InterruptedException {
    log.poll(subscriber);
  }

  @Override
  void whileStopped(Plan plan) throws InterruptedException {
    sendAnother(other, log);
    comeLate();
  }

  /** Gets just what a living publisher has kept, though it says nothing more. */
  private void comeLate() throws InterruptedException {
    long latest = Log.OTHERS + log.others() - 1;
    long first = Math.max(Log.OTHERS, latest - Script.HISTORY + 1);
    List<Long> heard = new ArrayList<>();
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Subscriber late = ipc.subscriber(Script.KEPT)) {
      while (!heard.contains(latest)) {
        stepUntil("what was kept comes late", () -> hear(late, heard));
      }
    }
    if (!heard.equals(LongStream.rangeClosed(first, latest).boxed().toList())) {
      throw new Finding(Finding.Kind.LOST, "of " + first + " to " + latest + " came late " + heard);
    }
  }

  private static boolean hear(Subscriber late, List<Long> heard) {
    return late.poll(
            (memory, offset, length) -> {
              long number = Numbered.number(memory, offset, length);
              if (number >= Log.OTHERS) {
                heard.add(number);
              }
            },
            1)
        > 0;
  }

  @Override
  void settle(boolean died) throws InterruptedException {
    stepUntil("what was acknowledged comes", () -> log.next() >= oracle.acknowledged());
    try (Ipc ipc = Ipc.open(Victim.config(directory));
        Publisher newcomer = ipc.publisher(Script.KEPT)) {
      boolean ignored = newcomer.isConnected(); // sweeps, and goes
    }
    // The other publisher's lane, and the control file.
    stepUntil("the victim's lane goes", () -> channelFiles(Script.KEPT).size() == 2);
    while (log.others() < OTHERS_SENT) {
      sendAnother(other, log);
    }
    comeLate();
    log.check(0, oracle.acknowledged(), oracle.attempted(), 0);
    if (!died && log.next() != Script.MESSAGES) {
      throw new Finding(Finding.Kind.LOST, "only " + log.next());
    }
  }
}
