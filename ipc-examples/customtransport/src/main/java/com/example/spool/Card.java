package com.example.spool;

import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;

/**
 * What an end of a channel tells the others of itself, as the text of its file: a line each for
 * format, role, side, session and agreement.
 *
 * @param role what the end does
 * @param listens whether it listens; else it connects
 * @param session the session's name
 * @param agreement what both ends of a link must have in common
 */
record Card(Role role, boolean listens, String session, Agreement agreement) {
  private static final String FORMAT = "spool 1";
  private static final String LISTENS = "listens";
  private static final String CONNECTS = "connects";
  private static final int LONGEST_SESSION = 200;

  String encode() {
    byte[] agreed = new byte[Agreement.BYTES];
    agreement.encode(MemorySegment.ofArray(agreed), 0);
    return String.join(
        "\n",
        FORMAT,
        role.name(),
        listens ? LISTENS : CONNECTS,
        session,
        HexFormat.of().formatHex(agreed));
  }

  /**
   * Reads a card that another process wrote.
   *
   * @throws IpcCorruptException if the text is not a card of this format
   */
  static Card decode(String text, String where) {
    List<String> lines = text.lines().toList();
    if (lines.size() != 5 || !lines.get(0).equals(FORMAT)) {
      throw new IpcCorruptException(ErrorIds.CORRUPT, where + ": not a card of format " + FORMAT);
    }
    try {
      byte[] agreed = HexFormat.of().parseHex(lines.get(4));
      if (agreed.length != Agreement.BYTES || lines.get(3).length() > LONGEST_SESSION) {
        throw new IllegalArgumentException("a line of a wrong length");
      }
      return new Card(
          Role.valueOf(lines.get(1)),
          lines.get(2).equals(LISTENS),
          lines.get(3),
          Agreement.decode(MemorySegment.ofArray(agreed), 0, where));
    } catch (IllegalArgumentException e) {
      throw new IpcCorruptException(ErrorIds.CORRUPT, where + ": " + e.getMessage(), e);
    }
  }

  /** Whether the two ends make a link: one listens, and what one sends the other takes. */
  boolean meets(Card other) {
    return listens != other.listens
        && other.role == counterpart()
        && agreement.equals(other.agreement);
  }

  private Role counterpart() {
    return switch (role) {
      case WRITER -> Role.READER;
      case READER -> Role.WRITER;
      case REQUESTER -> Role.RESPONDER;
      case RESPONDER -> Role.REQUESTER;
    };
  }

  /** Whether a channel has one such end at most. */
  boolean isExclusive() {
    return switch (role) {
      case READER ->
          agreement.pattern() == Pattern.QUEUE && agreement.receivers() == Receivers.SINGLE;
      case RESPONDER -> true;
      case WRITER, REQUESTER -> false;
    };
  }
}
