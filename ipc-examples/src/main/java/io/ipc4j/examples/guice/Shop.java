package io.ipc4j.examples.guice;

import com.google.inject.Inject;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.guice.Channel;
import java.util.concurrent.Callable;

/** Places ten orders. Knows its channel by name, and not what carries it. */
final class Shop implements Callable<String> {
  private final TypedSender<Order> orders;

  @Inject
  Shop(@Channel("orders") TypedSender<Order> orders) {
    this.orders = orders;
  }

  @Override
  public String call() throws InterruptedException {
    try (orders) {
      for (int article = 1; article <= 10; article++) {
        orders.send(new Order(article, 10 * article));
      }
      return "shop: placed 10 orders over " + orders.raw().transport();
    }
  }
}
