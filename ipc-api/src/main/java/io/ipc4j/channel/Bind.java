package io.ipc4j.channel;

/** Which side of a channel listens on its name; the other connects. Independent of who sends. */
public enum Bind {
  /** The side that the pattern prefers: the receiver, the publisher, the responder. */
  AUTO,
  /** The sending side listens. */
  SENDER,
  /** The receiving side listens. */
  RECEIVER
}
