package io.ipc4j.shm.lane;

/**
 * The free ring that lies ahead of a writer, of which it makes ready what comes next.
 *
 * <p>Before a record is published the header behind it must be empty. And the cache lines that
 * records are going to fill still belong to the core of whoever read them a lap ago: a store to
 * such a line waits until it was fetched, and all stores after it wait too. So lines are fetched by
 * storing zeros to them at a better time: between the messages of a conversation for the next one,
 * and in a stream many lines at once, which come side by side.
 *
 * <p><b>State.</b> Every word of the ring from the writer's tail to {@code emptied} is 0, unless
 * that lies behind the tail. <b>Ordering.</b> These stores come before the {@code [PUBLISH]} of the
 * record before them. <b>Ownership.</b> The writer's thread. <b>If the process dies here</b>,
 * nobody has seen the words.
 */
final class Ahead {
  private static final long LINE = 64;

  /** Which part of the ring is emptied at once at most. */
  private static final long PARTS = 64;

  private final long mask;
  private final long stretch;
  private long emptied;

  /**
   * Nothing is known yet.
   *
   * @param streams whether nobody needs what lies in the ring up to the writer's limit: then more
   *     than one header is emptied at once
   */
  Ahead(LaneMemory memory, boolean streams) {
    this.mask = memory.capacity() - 1;
    this.stretch = streams ? Math.min(LaneLayout.MOST_CLEARED, memory.capacity() / PARTS) : 0;
  }

  /**
   * Sees to it that the header behind a record is empty.
   *
   * @param memory given to the constructor; with it the compiler sees that it is the one to which
   *     the record is published, and checks it once
   * @param next where the record ends
   * @param size of the record in bytes
   * @param limit up to which the ring is free, a header beyond {@code next} or more
   * @param talking whether an answer is awaited, so that one header must do
   */
  void empty(LaneMemory memory, long next, long size, long limit, boolean talking) {
    if (next < emptied) {
      return;
    }
    if (talking || size > stretch / 4) {
      memory.clear(next);
      return;
    }
    long end = Math.min(Math.min(next + stretch, limit), (next | mask) + 1);
    memory.clear(next, (int) (end - next));
    emptied = end;
  }

  /** Fetches the lines that a record of the same size would need, while nobody waits for this. */
  void reach(LaneMemory memory, long next, long size, long limit) {
    long last = Math.min(Math.min(next + size, limit - Header.BYTES), (next | mask) + 1 - LINE);
    for (long line = (next & -LINE) + LINE; line <= last; line += LINE) {
      memory.clear(line);
    }
  }

  /** Says that words behind the tail were written and not published. */
  void written() {
    emptied = 0;
  }
}
