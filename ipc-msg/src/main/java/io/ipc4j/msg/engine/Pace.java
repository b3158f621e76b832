package io.ipc4j.msg.engine;

/**
 * Decides when what is sent is written: at once while little is sent, in batches while much is. Not
 * safe for threads: its {@link Outbox} holds a lock.
 */
final class Pace {
  /** How many bytes are written together during a burst. */
  static final int BATCH = 64 << 10;

  /** So many writes are timed together; fewer records within a tick end a burst. */
  private static final int MANY = 8;

  /** What a sender may take for itself between two writes of a burst, in nanoseconds. */
  private static final long BETWEEN = 200;

  private boolean bursting;
  private int writes;
  private int sinceTick;
  private long sinceWrite;
  private long timedFrom;
  private long interval;
  private long oneWrite = Long.MAX_VALUE / 2;

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

  /** Before a frame is written on its own. The clock is read at every eighth. */
  void writeBegins() {
    if (!bursting && ++writes >= MANY) {
      long now = System.nanoTime();
      interval = (now - timedFrom) / MANY;
      timedFrom = now;
    }
  }

  /**
   * After a frame was written on its own.
   *
   * @return whether a burst begins: if the time between writes is little more than a write takes,
   *     and so less than any peer could answer in
   */
  boolean writeEnded() {
    if (bursting || writes < MANY) {
      return false;
    }
    writes = 0;
    long lasted = System.nanoTime() - timedFrom;
    oneWrite = Math.min(lasted, oneWrite + oneWrite / MANY); // the shortest, slowly forgotten
    bursting = interval < oneWrite + oneWrite / 2 + BETWEEN;
    sinceTick = 0;
    return bursting;
  }

  /** Once a tick: whether the burst goes on. */
  boolean goesOn() {
    boolean many = bursting && sinceTick >= MANY;
    sinceTick = 0;
    bursting = many;
    return many;
  }
}
