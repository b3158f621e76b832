package io.ipc4j.spi;

/** What an end of a channel does. */
public enum Role {
  /** Sends to a queue, or publishes. */
  WRITER,
  /** Receives from a queue, or subscribes. */
  READER,
  /** Sends requests and receives their replies. */
  REQUESTER,
  /** Receives requests and sends their replies. */
  RESPONDER
}
