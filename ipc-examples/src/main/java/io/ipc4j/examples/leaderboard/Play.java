package io.ipc4j.examples.leaderboard;

import io.ipc4j.Ipc;
import java.util.Arrays;

/** Plays some games and enters the points of each. */
public final class Play {
  private Play() {}

  /**
   * Plays and ends.
   *
   * @param args the player's name, how many games, and {@code --crash} to die in the last one, with
   *     the lock
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length < 2) {
      System.err.println("usage: leaderboard.Play NAME GAMES [--crash]");
      System.exit(2);
    }
    int games = Integer.parseInt(args[1]);
    boolean crash = Arrays.asList(args).contains("--crash");
    try (Ipc ipc = Ipc.open();
        Board board = new Board(ipc)) {
      for (int game = 1; game <= games; game++) {
        boolean last = game == games;
        board.add(args[0], game, crash && last ? Play::crash : () -> {});
      }
      System.out.println(args[0] + " has played " + games + " games");
    }
  }

  /** Ends the process at once, as {@code kill -9} does: nothing is given back, nothing closed. */
  private static void crash() {
    System.out.println("crashing inside the lock");
    System.out.flush();
    Runtime.getRuntime().halt(137);
  }
}
