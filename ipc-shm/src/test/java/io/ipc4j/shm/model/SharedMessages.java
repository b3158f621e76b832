package io.ipc4j.shm.model;

/** What is noted of messages for which readers compete. */
final class SharedMessages {
  /** How many the sender was told are sent. */
  static final int SENT = 0;

  /** How many were handled, each time counted. */
  static final int HANDLED = 1;

  private SharedMessages() {}

  /** How often a message was handled without a mark. */
  static int unmarkedOf(int number) {
    return 2 + 2 * number;
  }

  /** How often a message was handled with a mark. */
  static int markedOf(int number) {
    return 3 + 2 * number;
  }

  static int notes(int messages) {
    return 2 + 2 * messages;
  }
}
