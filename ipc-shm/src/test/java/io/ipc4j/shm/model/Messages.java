package io.ipc4j.shm.model;

/** What is sent in the model, and what is noted of it. */
final class Messages {
  /** How many the sender was told are sent. */
  static final int SENT = 0;

  private static final int[] LENGTHS = {8, 8, 0};

  private Messages() {}

  /** The number of the first message that the reader of a slot must get. */
  static int firstOf(int slot) {
    return 1 + slot * 3;
  }

  /** How many the reader of a slot has got, counted from the lane's beginning. */
  static int nextOf(int slot) {
    return 2 + slot * 3;
  }

  /** How often the reader of a slot has got a message twice. */
  static int twiceOf(int slot) {
    return 3 + slot * 3;
  }

  static int notes(int slots) {
    return 1 + slots * 3;
  }

  static int length(int number) {
    return LENGTHS[number % LENGTHS.length];
  }

  static int flags(int number) {
    return number & 15;
  }

  static long content(int number, int index) {
    return number * 1_000L + index + 1;
  }
}
