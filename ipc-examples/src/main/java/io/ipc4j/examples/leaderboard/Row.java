package io.ipc4j.examples.leaderboard;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Codecs;
import java.lang.invoke.MethodHandles;

/**
 * One row of the board.
 *
 * @param player who; without a name the row is empty
 * @param score the points
 * @param games in how many games they were won
 */
public record Row(PlayerName player, long score, long games) {
  /** Each row is 40 bytes, the same in every process. */
  public static final Codec<Row> CODEC = Codecs.record(MethodHandles.lookup(), Row.class);

  /** An empty row. */
  public static final Row EMPTY = new Row(PlayerName.of(""), 0, 0);

  /**
   * Tells whether the row is empty.
   *
   * @return whether nobody stands there
   */
  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /**
   * The row after another game.
   *
   * @param points won in it
   * @return the new row
   */
  public Row plus(long points) {
    return new Row(player, score + points, games + 1);
  }
}
