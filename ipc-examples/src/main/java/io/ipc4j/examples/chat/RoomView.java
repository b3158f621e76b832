package io.ipc4j.examples.chat;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A client's view of a room: shows each line once and in order, whether it was published, stood in
 * the history or had to be fetched, and knows what is missing. Belongs to the client's thread.
 */
final class RoomView {
  private final Consumer<Line> show;
  private final LongConsumer missed;
  private final TreeMap<Long, Line> early = new TreeMap<>();
  private long shown;

  /**
   * Makes the view of a room of which nothing was seen.
   *
   * @param show takes the lines
   * @param missed takes the number of lines that the server has no more, when that is noticed
   * @param before the number before the first line to be shown
   */
  RoomView(Consumer<Line> show, LongConsumer missed, long before) {
    this.show = show;
    this.missed = missed;
    this.shown = before;
  }

  /** The number of the last line that was shown. */
  long shown() {
    return shown;
  }

  /** Whether lines up to a number have not been shown yet. */
  boolean lacks(long last) {
    return last > shown;
  }

  /**
   * A line was published.
   *
   * @return whether lines before it are missing
   */
  boolean heard(Line line) {
    if (line.number() > shown) {
      early.put(line.number(), line);
    }
    showWhatFollows();
    return !early.isEmpty();
  }

  /**
   * Lines were fetched.
   *
   * @param lines what the server still has of the lines after {@link #shown}
   * @param last the number of the room's latest line
   */
  void fetched(List<Line> lines, long last) {
    long first = lines.isEmpty() ? last + 1 : lines.getFirst().number();
    if (first > shown + 1) {
      var known = early.headMap(first);
      missed.accept(first - 1 - shown - known.size());
      known.values().forEach(show);
      known.clear();
      shown = first - 1;
    }
    lines.forEach(this::heard);
    showWhatFollows();
  }

  private void showWhatFollows() {
    for (Line next = early.remove(shown + 1); next != null; next = early.remove(shown + 1)) {
      shown++;
      show.accept(next);
    }
  }
}
