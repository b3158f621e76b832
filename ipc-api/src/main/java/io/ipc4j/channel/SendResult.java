package io.ipc4j.channel;

/** What became of one attempt to send: flow control is a return value, never an exception. */
public enum SendResult {
  /**
   * The transport owns the message; it will be delivered unless the link or the receiver dies. With
   * {@code history} a published message is kept for those who come late, if nobody is there now.
   */
  SENT,
  /** There is no room now; nothing was written. Try again, or use a blocking {@code send}. */
  BACK_PRESSURED,
  /** There is no live receiver; nothing was written. */
  NOT_CONNECTED,
  /**
   * The channel's policy discarded the message; the loss is counted, and receivers see it as a gap.
   */
  DROPPED
}
