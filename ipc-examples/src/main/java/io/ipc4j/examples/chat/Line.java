package io.ipc4j.examples.chat;

/**
 * What everybody in a room sees.
 *
 * @param number counts the room's lines without a gap
 * @param time when the server took it, in milliseconds since 1970
 * @param kind what happened
 * @param who the person it is about
 * @param text what was said or done, the new name, or why somebody left; may be empty
 */
record Line(long number, long time, Kind kind, String who, String text) {
  /** What happened. */
  enum Kind {
    /** Somebody said the text. */
    SAID,
    /** Somebody did the text. */
    DID,
    /** Somebody came. */
    JOINED,
    /** Somebody went. */
    LEFT,
    /** Somebody is called by the text now. */
    RENAMED
  }
}
