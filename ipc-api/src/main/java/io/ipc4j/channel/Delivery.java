package io.ipc4j.channel;

/** What is known about a message after it was sent. Both ends of a channel must agree. */
public enum Delivery {
  /** The transport owns the message; if the link dies, what was on its way is in doubt. */
  PLAIN,
  /** The receiver acknowledges each message that its handler has consumed. */
  ACKNOWLEDGED
}
