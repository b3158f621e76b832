package io.ipc4j.examples.chat;

import java.util.Locale;

/** What somebody types: a line to say, or a command. */
sealed interface Typed {
  /** What {@code /help} shows. */
  String HELP =
      """
      /join ROOM        go to another room
      /who              who is here
      /rooms            which rooms there are
      /nick NAME        take another name
      /me TEXT          do something: "ann waves"
      /msg NAME TEXT    say something to one person alone
      /quit             leave; so does the end of the input
      //TEXT            say something that begins with a slash\
      """;

  /** To everybody in the room; with {@code action}, done instead of said. */
  record Say(String text, boolean action) implements Typed {}

  /** To one person. */
  record Tell(String to, String text) implements Typed {}

  /** To another room. */
  record Join(String room) implements Typed {}

  /** A new name. */
  record Nick(String name) implements Typed {}

  /** Who is here. */
  record Who() implements Typed {}

  /** Which rooms there are. */
  record Rooms() implements Typed {}

  /** The list of commands. */
  record Help() implements Typed {}

  /** Goodbye. */
  record Quit() implements Typed {}

  /** Nothing at all. */
  record Nothing() implements Typed {}

  /** Not a command. */
  record Mistake(String why) implements Typed {}

  /** Understands a line. */
  static Typed parse(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return new Nothing();
    }
    if (!text.startsWith("/")) {
      return new Say(text, false);
    }
    if (text.startsWith("//")) {
      return new Say(text.substring(1), false);
    }
    String[] words = text.split("\\s+", 2);
    String command = words[0].toLowerCase(Locale.ROOT);
    String rest = words.length > 1 ? words[1] : "";
    return switch (command) {
      case "/join" -> one(command, rest, "ROOM", new Join(rest));
      case "/nick" -> one(command, rest, "NAME", new Nick(rest));
      case "/me" -> rest.isEmpty() ? missing("/me TEXT") : new Say(rest, true);
      case "/msg" -> tell(rest);
      case "/who" -> none(command, rest, new Who());
      case "/rooms" -> none(command, rest, new Rooms());
      case "/help" -> new Help();
      case "/quit" -> none(command, rest, new Quit());
      default -> new Mistake("there is no command " + words[0] + "; /help lists them");
    };
  }

  private static Typed one(String command, String rest, String what, Typed understood) {
    return rest.isEmpty() || rest.contains(" ") ? missing(command + " " + what) : understood;
  }

  private static Typed none(String command, String rest, Typed understood) {
    return rest.isEmpty() ? understood : missing(command);
  }

  private static Typed tell(String rest) {
    String[] parts = rest.split("\\s+", 2);
    return parts.length < 2 ? missing("/msg NAME TEXT") : new Tell(parts[0], parts[1]);
  }

  private static Mistake missing(String usage) {
    return new Mistake("type it as: " + usage);
  }
}
