package io.ipc4j.examples.leaderboard;

import io.ipc4j.Ipc;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best players, in a region: rows in the order of their scores, and the sum of all points.
 *
 * <p>Every use is under the region's lock. Who gets the lock after somebody died with it puts the
 * rows in order again, and sums them up anew.
 */
final class Board implements AutoCloseable {
  /** The region's name. */
  static final String REGION = "leaderboard";

  private static final int ROWS = 10;
  private static final long SUM = 0;
  private static final long FIRST_ROW = 64;
  private static final long BYTES = 4096;

  private final Region region;
  private final RegionLock lock;
  private final RegionRecords<Row> rows;

  Board(Ipc ipc) {
    region = ipc.regions().createOrAttach(REGION, BYTES);
    lock = region.lock("board");
    rows = region.records(Row.CODEC, FIRST_ROW, ROWS);
  }

  /** What is seen under the lock. */
  record View(List<Row> rows, long sum, boolean mended) {}

  /** Adds the points of a game, and puts the player where the new score belongs. */
  void add(String player, long points, Runnable halfway) throws InterruptedException {
    try (Held held = lock.lock()) {
      mendAfterDeath(held);
      List<Row> all = read();
      PlayerName name = PlayerName.of(player);
      Row before =
          all.stream()
              .filter(row -> row.player().equals(name))
              .findFirst()
              .orElse(new Row(name, 0, 0));
      all.remove(before);
      all.add(before.plus(points));
      write(all);
      halfway.run(); // who dies here leaves a sum that is wrong
      region.atomics().getAndAddLong(SUM, points);
    }
  }

  /** All rows as they are now. */
  View view() throws InterruptedException {
    try (Held held = lock.lock()) {
      boolean mended = mendAfterDeath(held);
      return new View(read(), region.atomics().getLong(SUM), mended);
    }
  }

  private boolean mendAfterDeath(Held held) {
    if (held.previousOwnerDied()) {
      List<Row> all = read();
      write(all);
      region.atomics().setLong(SUM, all.stream().mapToLong(Row::score).sum());
    }
    return held.previousOwnerDied();
  }

  private List<Row> read() {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows.count(); i++) {
      Row row = rows.get(i);
      if (!row.isEmpty() && all.stream().noneMatch(other -> other.player().equals(row.player()))) {
        all.add(row);
      }
    }
    return all;
  }

  private void write(List<Row> all) {
    all.sort(Comparator.comparingLong(Row::score).reversed());
    for (int i = 0; i < rows.count(); i++) {
      rows.set(i, i < all.size() ? all.get(i) : Row.EMPTY);
    }
  }

  @Override
  public void close() {
    region.close();
  }
}
