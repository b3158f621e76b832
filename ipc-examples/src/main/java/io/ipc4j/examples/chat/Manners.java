package io.ipc4j.examples.chat;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which names, rooms and texts the server takes. */
final class Manners {
  /** The longest text, in characters. */
  static final int LONGEST_TEXT = 2000;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.-]{0,23}");
  private static final Pattern ROOM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");

  /** Characters that move the cursor, colour the screen or turn the direction of writing. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]+");

  /** Says no. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reply.Reason reason;

    Refusal(Reply.Reason reason, String text) {
      super(text);
      this.reason = reason;
    }

    Reply.Refused reply() {
      return new Reply.Refused(reason, String.valueOf(getMessage()));
    }
  }

  private Manners() {}

  /** A person's name, as given. */
  static String name(String name) throws Refusal {
    if (!NAME.matcher(name).matches()) {
      throw notAllowed(
          "a name is 1 to 24 letters, digits, dots, hyphens and underscores, not: "
              + printable(name));
    }
    return name;
  }

  /** Names that differ in case alone are the same person's. */
  static String sameName(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** A room's name in lower case: it becomes part of a channel's name. */
  static String room(String room) throws Refusal {
    String lower = room.toLowerCase(Locale.ROOT);
    if (!ROOM.matcher(lower).matches()) {
      throw notAllowed(
          "a room is 1 to 32 of a-z, 0-9, hyphen and underscore, not: " + printable(room));
    }
    return lower;
  }

  /** A text that no terminal can be tricked with. */
  static String text(String text) throws Refusal {
    String printable = printable(text);
    if (printable.isEmpty()) {
      throw notAllowed("there is nothing to say");
    }
    if (printable.length() > LONGEST_TEXT) {
      throw notAllowed("a line has at most " + LONGEST_TEXT + " characters");
    }
    return printable;
  }

  private static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
  }

  static Refusal notAllowed(String text) {
    return new Refusal(Reply.Reason.NOT_ALLOWED, text);
  }
}
