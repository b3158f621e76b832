package io.ipc4j.examples.guice;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import java.lang.invoke.MethodHandles;

/**
 * An order for a number of pieces of an article.
 *
 * @param article the article's number
 * @param pieces how many
 */
public record Order(int article, int pieces) {
  /** Each order is 8 bytes. */
  public static final Codec<Order> CODEC = Codecs.record(MethodHandles.lookup(), Order.class);
}
