package io.ipc4j.examples.chat;

/** The names of the chat's channels. */
final class Names {
  /** Where clients ask and the server answers. */
  static final String CHANNEL = "chat";

  private Names() {}

  /** Where the lines of a room are published. */
  static String channel(String room) {
    return CHANNEL + "-" + room;
  }
}
