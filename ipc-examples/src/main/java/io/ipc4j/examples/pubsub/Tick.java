package io.ipc4j.examples.pubsub;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import java.lang.invoke.MethodHandles;

/**
 * One price.
 *
 * @param number counts the ticks from 1
 * @param price the price
 * @param trend where it went
 */
public record Tick(long number, double price, Trend trend) {
  /** Where a price went. */
  public enum Trend {
    /** Not down. */
    UP,
    /** Below the price before. */
    DOWN
  }

  /** Each tick is 24 bytes, the same on every machine. */
  public static final Codec<Tick> CODEC = Codecs.record(MethodHandles.lookup(), Tick.class);
}
