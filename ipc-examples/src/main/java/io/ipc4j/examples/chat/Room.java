package io.ipc4j.examples.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A room: who is in it, its latest lines, and its voice. Belongs to the server's thread.
 *
 * <p><b>A slow client</b> whose link is full must not stop the others. A line that can't be
 * published to everybody at once isn't published at all; it stands in the history, and everybody
 * learns by their next {@link Reply.News} that there is a line to fetch.
 */
final class Room {
  /** Carries lines to whoever is in the room. */
  interface Voice extends AutoCloseable {
    /** Publishes a line unless that would have to wait; tells whether it did. */
    boolean publish(Line line);

    @Override
    void close();
  }

  final String name;
  final List<Member> members = new ArrayList<>();

  private final Voice voice;
  private final int keep;
  private final Deque<Line> history = new ArrayDeque<>();
  private long last;
  private boolean behind;

  /**
   * Makes an empty room.
   *
   * @param keep how many lines the history holds
   */
  Room(String name, Voice voice, int keep) {
    this.name = name;
    this.voice = voice;
    this.keep = keep;
  }

  void add(long time, Line.Kind kind, String who, String text) {
    Line line = new Line(++last, time, kind, who, text);
    history.add(line);
    if (history.size() > keep) {
      history.remove();
    }
    behind |= !voice.publish(line);
  }

  /** The lines after a number that are still there. */
  List<Line> after(long number) {
    return history.stream().filter(line -> line.number() > number).toList();
  }

  /** The number of the latest line, 0 before the first. */
  long last() {
    return last;
  }

  /** Whether a line wasn't published since {@link #caughtUp}. */
  boolean isBehind() {
    return behind;
  }

  /** Everybody was told that there are lines to fetch. */
  void caughtUp() {
    behind = false;
  }

  void close() {
    voice.close();
  }
}
