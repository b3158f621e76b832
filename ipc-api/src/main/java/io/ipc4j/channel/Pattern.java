package io.ipc4j.channel;

/** How messages are distributed among those who take part in a channel. */
public enum Pattern {
  /** Many senders; each message goes to exactly one receiver. */
  QUEUE,
  /** Many publishers; each message goes to every subscriber that is connected. */
  PUBLISH_SUBSCRIBE,
  /** Many requesters; each request gets one reply from a responder. */
  REQUEST_REPLY
}
