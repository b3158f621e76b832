package io.ipc4j.aeron.wiring;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;

/**
 * How one end of a channel is wired: the Aeron channels (URIs) for each purpose. Immutable; doesn't
 * block.
 */
public interface Wiring {
  /** Where an end that listens hears of others. */
  String hearNewcomers();

  /** Where an end that connects announces itself. */
  String announce();

  /** Where this end is spoken to: the first of its streams, which settles the port. */
  String inbox();

  /** The port of the inbox, 0 if there is none, -1 if it isn't settled yet. */
  int port(Subscription inbox);

  /** Where another stream of this end's is read. */
  String moreOfInbox();

  /**
   * Where a peer is spoken to.
   *
   * @param source where the peer spoke from, as Aeron says it
   * @param port the port of its inbox
   * @param listens whether it is the peer that listens
   */
  String peer(String source, int port, boolean listens);

  /** Where this end writes what all its subscribers read. */
  String broadcast();

  /** The port that subscribers announce themselves at, 0 if there is none, -1 if not settled. */
  int broadcastPort(ExclusivePublication broadcast);

  /** Where what a peer writes for all is read. */
  String broadcastOf(String source, int port, boolean listens);

  /** Whether both ends are on this machine and of this user. */
  boolean isLocal();

  /** The longest frame of a stream that carries records, in bytes. */
  int longestFrame();

  /** Where ends meet, for errors. */
  String whereabouts();

  /** The longest frame with any medium. */
  int LONGEST_FRAME = 65_504;

  /** Adds parameters to a channel. */
  static String with(String channel, String parameters) {
    return channel + (channel.indexOf('?') < 0 ? "?" : "|") + parameters;
  }
}
