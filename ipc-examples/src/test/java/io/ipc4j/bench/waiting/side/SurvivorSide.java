package io.ipc4j.bench.waiting.side;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills its peers and measures until the interface says that they are gone: {@code subscribers} of
 * a publisher, and {@code linksLost} of a receiver on which a thread is blocked.
 *
 * <p>Argument: directory. Commands: {@code await COUNT}, until so many peers are there; {@code kill
 * PID}.
 */
public final class SurvivorSide {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Long enough to leave the processor to those that notice. */
  private static final long NAP = 1_000_000;

  private final Publisher publisher;
  private final Receiver receiver;

  private SurvivorSide(Publisher publisher, Receiver receiver) {
    this.publisher = publisher;
    this.receiver = receiver;
  }

  /** Kills on command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Commands.endWithParent();
    try (Ipc ipc = Ipc.open(MortalSide.config(args[0]))) {
      Publisher publisher = ipc.publisher("news");
      Receiver receiver = ipc.receiver("mail");
      Thread blocked = new Thread(() -> receive(receiver), "receiver");
      blocked.setDaemon(true);
      blocked.start();
      SurvivorSide survivor = new SurvivorSide(publisher, receiver);
      Commands.obey(words ->
          words[0].equals("kill")
              ? survivor.kill(Long.parseLong(words[1]))
              : survivor.await(Integer.parseInt(words[1])));
    }
  }

  private static void receive(Receiver receiver) {
    try {
      while (true) {
        int ignored = receiver.poll((memory, offset, length) -> {}, 16, LONG);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A message to all, or the publisher would not have looked who is there. */
  private String await(int count) {
    while (publisher.subscribers() != count || receiver.peers().size() != count) {
      SendResult ignored = publisher.trySend(new byte[8]);
      LockSupport.parkNanos(NAP);
    }
    return "peers=" + count;
  }

  private String kill(long pid) {
    ProcessHandle victim = ProcessHandle.of(pid).orElseThrow();
    int subscribers = publisher.subscribers();
    long lost = receiver.stats().linksLost();
    long begin = System.nanoTime();
    victim.destroyForcibly();
    long unsubscribed = 0;
    long linkLost = 0;
    while (unsubscribed == 0 || linkLost == 0) {
      long now = System.nanoTime() - begin;
      if (unsubscribed == 0 && publisher.subscribers() < subscribers) {
        unsubscribed = now;
      }
      if (linkLost == 0 && receiver.stats().linksLost() > lost) {
        linkLost = now;
      }
      LockSupport.parkNanos(NAP);
    }
    return "subscribers=" + unsubscribed + " link=" + linkLost;
  }
}
