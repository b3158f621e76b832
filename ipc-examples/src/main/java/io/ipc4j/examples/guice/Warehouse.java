package io.ipc4j.examples.guice;

import com.google.inject.Inject;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.guice.Channel;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Counts the pieces of all orders until every shop has closed. */
final class Warehouse implements Callable<String> {
  private final TypedReceiver<Order> orders;
  private int pieces;

  @Inject
  Warehouse(@Channel("orders") TypedReceiver<Order> orders) {
    this.orders = orders;
  }

  @Override
  public String call() throws InterruptedException {
    try (orders) {
      while (!orders.isDrained()) {
        orders.poll(order -> pieces += order.pieces(), 100, Duration.ofSeconds(1));
      }
      return "warehouse: " + pieces + " pieces to send, over " + orders.raw().transport();
    }
  }
}
