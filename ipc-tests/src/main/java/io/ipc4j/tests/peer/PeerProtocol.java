package io.ipc4j.tests.peer;

/**
 * The lines between a test and a peer process. The test writes commands, one a line, words
 * separated by spaces. The peer answers each with one line, in order, and may report events in
 * between; what doesn't begin with {@link #MARK} is other output.
 *
 * @param kind what the line says
 * @param text the rest of it
 */
public record PeerProtocol(Kind kind, String text) {
  /** Begins each line of the protocol. */
  public static final String MARK = "ipc4j-peer ";

  /** What a line of a peer says. */
  public enum Kind {
    /** The command was carried out; what it resulted in. */
    DONE,
    /** The command failed; why. */
    FAILED,
    /** Something happened while a command was carried out. */
    EVENT
  }

  /**
   * Reads a line.
   *
   * @param line begins with {@link #MARK}
   * @return what it says
   */
  public static PeerProtocol parse(String line) {
    String rest = line.substring(MARK.length());
    int space = rest.indexOf(' ');
    return new PeerProtocol(Kind.valueOf(rest.substring(0, space)), rest.substring(space + 1));
  }

  /**
   * Writes a line.
   *
   * @return a line that {@link #parse} reads
   */
  public String line() {
    return MARK + kind + " " + text.replace('\n', ' ');
  }
}
