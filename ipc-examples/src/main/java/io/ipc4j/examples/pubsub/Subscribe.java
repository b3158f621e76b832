package io.ipc4j.examples.pubsub;

import io.ipc4j.Ipc;
import io.ipc4j.channel.TypedReceiver;
import java.time.Duration;
import java.util.Locale;

/** Prints the prices that are published from now on, until every publisher has closed. */
public final class Subscribe {
  private Subscribe() {}

  /**
   * Subscribes and ends.
   *
   * @param args none
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open();
        TypedReceiver<Tick> ticks = ipc.subscriber("ticks", Tick.CODEC)) {
      System.out.println("subscribed over " + ticks.raw().transport());
      while (!ticks.isDrained()) {
        ticks.poll(Subscribe::print, 100, Duration.ofSeconds(1));
      }
    }
  }

  private static void print(Tick tick) {
    System.out.printf(Locale.ROOT, "%d %.2f %s%n", tick.number(), tick.price(), tick.trend());
  }
}
