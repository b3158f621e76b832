package io.ipc4j.aeron.link;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Something that was asked of the media driver and comes later. Belongs to the keeper's thread. */
final class Order<T extends AutoCloseable> {
  private final long id;
  private final LongFunction<@Nullable T> look;
  private final LongConsumer cancel;
  private @Nullable T value;

  private Order(long id, LongFunction<@Nullable T> look, LongConsumer cancel) {
    this.id = id;
    this.look = look;
    this.cancel = cancel;
  }

  static Order<ExclusivePublication> publication(Aeron aeron, String channel, int stream) {
    return new Order<>(
        aeron.asyncAddExclusivePublication(channel, stream),
        aeron::getExclusivePublication,
        aeron::asyncRemovePublication);
  }

  static Order<Subscription> subscription(Aeron aeron, String channel, int stream) {
    return new Order<>(
        aeron.asyncAddSubscription(channel, stream),
        aeron::getSubscription,
        aeron::asyncRemoveSubscription);
  }

  /**
   * What was ordered, or null as long as it hasn't come.
   *
   * @throws io.aeron.exceptions.RegistrationException if the driver refuses
   */
  @Nullable T get() {
    if (value == null) {
      value = look.apply(id);
    }
    return value;
  }

  /** Gives back what came, or what is to come. */
  void cancel() {
    try {
      T come = get();
      if (come != null) {
        come.close();
      } else {
        cancel.accept(id);
      }
    } catch (Exception e) {
      // refused, or the client is closed: there is nothing to give back
      return;
    }
  }
}
