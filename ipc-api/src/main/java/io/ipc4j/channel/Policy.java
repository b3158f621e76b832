package io.ipc4j.channel;

/**
 * What a send does when there is no room for the message; the same on every transport.
 *
 * <p>The policy is local to the sending side. Every message that is not delivered is counted, and
 * the receiver sees a gap with its count before the next message.
 */
public enum Policy {
  /** The blocking send waits for room; the non-blocking one reports back-pressure. */
  BLOCK,
  /** The send reports back-pressure at once and the message is not taken. */
  FAIL,
  /** The new message is dropped and counted. */
  DROP_NEWEST,
  /** The oldest unread message gives way, for each subscriber by itself, and is counted. */
  DROP_OLDEST
}
