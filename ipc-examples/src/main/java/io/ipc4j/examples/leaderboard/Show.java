package io.ipc4j.examples.leaderboard;

import io.ipc4j.Ipc;
import java.util.Arrays;
import java.util.Locale;

/** Shows the board, and says so if a player crashed and it had to be mended. */
public final class Show {
  private Show() {}

  /**
   * Shows and ends.
   *
   * @param args {@code --remove} to remove the board afterwards
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open()) {
      try (Board board = new Board(ipc)) {
        print(board.view());
      }
      if (Arrays.asList(args).contains("--remove")) {
        ipc.regions().remove(Board.REGION);
      }
    }
  }

  private static void print(Board.View view) {
    if (view.mended()) {
      System.out.println("a player died while it held the board; it is mended");
    }
    int place = 1;
    for (Row row : view.rows()) {
      System.out.printf(
          Locale.ROOT,
          "%2d. %-24s %8d points in %d games%n",
          place++,
          row.player(),
          row.score(),
          row.games());
    }
    System.out.println("sum " + view.sum());
  }
}
