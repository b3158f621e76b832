package io.ipc4j.examples.pubsub;

import io.ipc4j.Ipc;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.examples.pubsub.Tick.Trend;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Publishes prices, whether anybody listens or not. */
public final class Publish {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Publish() {}

  /**
   * Publishes and ends.
   *
   * @param args how many ticks, 500 without it
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    try (Ipc ipc = Ipc.open();
        TypedSender<Tick> ticks = ipc.publisher("ticks", Tick.CODEC)) {
      double price = 100;
      for (int number = 1; number <= count; number++) {
        double change = ThreadLocalRandom.current().nextDouble(-1, 1);
        price += change;
        ticks.trySend(new Tick(number, price, change < 0 ? Trend.DOWN : Trend.UP));
        Thread.sleep(PAUSE);
      }
      System.out.println("published " + ticks.raw().stats().sent() + " of " + count);
    }
  }
}
