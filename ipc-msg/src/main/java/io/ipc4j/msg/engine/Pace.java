package io.ipc4j.msg.engine;

/**
 * Decides when what is sent is written: at once while little is sent, in batches while much is. Not
 * safe for threads: its {@link Outbox} holds a lock.
 */
final class Pace {
  /** How many bytes are written together during a burst. */
  static final int BATCH = 64 << 10;

  /** Writes that follow each other within this time, in nanoseconds, may be a burst. */
  private static final long CLOSE = 3_000;

  /** So many close writes begin a burst; fewer records within a tick end it. */
  private static final int MANY = 8;

  private boolean bursting;
  private int closeWrites;
  private int sinceTick;
  private long sinceWrite;
  private long lastWrite;

  /**
   * Notes that a frame was appended.
   *
   * @param blocked whether the stream had no room when it was tried last
   * @return whether to write now
   */
  boolean appended(long size, boolean blocked) {
    sinceTick++;
    sinceWrite += size;
    return sinceWrite >= BATCH || (!bursting && !blocked);
  }

  /** Notes that everything that waited is being written. */
  void writing() {
    sinceWrite = 0;
  }

  /** After a frame was written on its own: whether a burst begins with it. */
  boolean beginsBurst() {
    if (bursting) {
      return false;
    }
    long now = System.nanoTime();
    closeWrites = now - lastWrite < CLOSE ? closeWrites + 1 : 0;
    lastWrite = now;
    bursting = closeWrites >= MANY;
    sinceTick = 0;
    return bursting;
  }

  /** Once a tick: whether the burst goes on. */
  boolean goesOn() {
    boolean many = bursting && sinceTick >= MANY;
    sinceTick = 0;
    bursting = many;
    closeWrites = many ? closeWrites : 0;
    return many;
  }
}
