package io.ipc4j.examples.chat;

import java.util.List;

/** What the server answers. */
sealed interface Reply {
  /** Why something was refused. */
  enum Reason {
    /** The name belongs to somebody who is there. */
    NAME_TAKEN,
    /** The name, the room or the text isn't one that this server takes. */
    NOT_ALLOWED,
    /** The ticket is unknown, as after a restart of the server: join again. */
    UNKNOWN_TICKET
  }

  /**
   * You are in.
   *
   * @param ticket to be shown with every later request
   * @param life changes when the server restarts; numbers of lines begin anew then
   * @param last the number of the room's latest line
   */
  record Joined(long ticket, long life, String name, String room, List<Line> history, long last)
      implements Reply {}

  /**
   * It is done.
   *
   * @param last the number of the room's latest line, which is what was said, if anything was
   */
  record Done(long last) implements Reply {}

  /** Names of people, or rooms. */
  record Listed(List<String> entries) implements Reply {}

  /**
   * Lines of the room, those of them that the server still has.
   *
   * @param last the number of the room's latest line
   */
  record Lines(String room, List<Line> lines, long last) implements Reply {}

  /**
   * What is new for one client.
   *
   * @param last the number of the room's latest line: whoever hasn't seen it fetches it
   */
  record News(List<Whisper> whispers, String room, long last) implements Reply {}

  /** No, and why. */
  record Refused(Reason reason, String text) implements Reply {}
}
