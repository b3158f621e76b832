package io.ipc4j.examples.chat;

/**
 * What a client asks of the server.
 *
 * <p>A ticket proves that the client is the one who joined. What changes something carries a number
 * that the client counts up: after a broken connection it asks again with the same number, and the
 * server, which remembers the last one, does nothing twice.
 */
sealed interface Request {
  /** The ticket of a client that has none yet. */
  long NO_TICKET = 0;

  /** Enters a room: for the first time, again after a broken connection, or from another room. */
  record Join(String name, String room, long ticket) implements Request {}

  /** Says something to all in the room, or with {@code action} does it: "ann waves". */
  record Say(long ticket, long number, boolean action, String text) implements Request {}

  /** Says something to one person, in whatever room. */
  record Tell(long ticket, long number, String to, String text) implements Request {}

  /** Takes another name. */
  record Rename(long ticket, long number, String name) implements Request {}

  /** Who is in the room? */
  record Who(long ticket) implements Request {}

  /** Which rooms are there, and how many people are in each? */
  record Rooms(long ticket) implements Request {}

  /** Which lines came after this number? */
  record Fetch(long ticket, long after) implements Request {}

  /**
   * Tell me what is new for me alone. Answered when there is something, or else after a moment.
   *
   * @param heard the number of the last whisper that arrived
   */
  record Listen(long ticket, long heard) implements Request {}

  /** Goodbye. */
  record Leave(long ticket) implements Request {}
}
