package io.ipc4j.examples.chat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The look of what is shown: with time and colours on a terminal, else as plain lines. */
final class Paint {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final int[] NAME_COLOURS = {31, 32, 33, 34, 35, 36, 91, 92, 93, 94, 95, 96};
  private static final int DIM = 2;
  private static final int BOLD = 1;
  private static final int RED = 31;

  private final boolean times;
  private final boolean colours;
  private final ZoneId zone;

  Paint(boolean times, boolean colours, ZoneId zone) {
    this.times = times;
    this.colours = colours;
    this.zone = zone;
  }

  /** A line of the room. */
  String line(Line line) {
    String who = name(line.who());
    String text = line.text();
    return time(line.time())
        + switch (line.kind()) {
          case SAID -> who + ": " + text;
          case DID -> "* " + who + " " + text;
          case JOINED -> dim("-- " + line.who() + " joined");
          case LEFT ->
              dim("-- " + line.who() + " left" + (text.isEmpty() ? "" : " (" + text + ")"));
          case RENAMED -> dim("-- " + line.who() + " is now called " + text);
        };
  }

  /** What somebody said to this person alone. */
  String whisper(Whisper whisper) {
    return time(whisper.time()) + name(whisper.from()) + " -> you: " + whisper.text();
  }

  /** What this person said to somebody alone. */
  String told(String to, String text) {
    return "you -> " + name(to) + ": " + text;
  }

  /** What the client itself has to say. */
  String note(String text) {
    return dim("== " + text);
  }

  /** What didn't work. */
  String problem(String text) {
    return painted(RED, "!! " + text);
  }

  private String time(long millis) {
    return times ? dim(TIME.format(Instant.ofEpochMilli(millis).atZone(zone))) + " " : "";
  }

  private String name(String name) {
    int colour =
        NAME_COLOURS[Math.floorMod(Manners.sameName(name).hashCode(), NAME_COLOURS.length)];
    return colours ? "\033[" + BOLD + ";" + colour + "m" + name + "\033[0m" : name;
  }

  private String dim(String text) {
    return painted(DIM, text);
  }

  private String painted(int code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
