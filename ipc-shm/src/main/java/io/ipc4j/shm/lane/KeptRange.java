package io.ipc4j.shm.lane;

import io.ipc4j.spi.RecordFlags;

/**
 * What a writer's ring still holds whole: all records from a position on, and which messages they
 * are, counted from the lane's beginning.
 *
 * <p>Belongs to its writer, and to its thread. It walks over the writer's own headers; where one
 * was changed by somebody else, all that the ring held is given up.
 */
final class KeptRange {
  private static final long NONE = Long.MAX_VALUE;

  private final LaneMemory memory;
  private final long capacity;
  private final int behind;
  private long from;
  private long lost;
  private long number;
  private long unfinished = NONE;

  /**
   * Begins with an empty ring.
   *
   * @param behind how many bytes follow each payload
   */
  KeptRange(LaneMemory memory, int behind) {
    this.memory = memory;
    this.capacity = memory.capacity();
    this.behind = behind;
  }

  /** Where the oldest record begins that is whole. */
  long from() {
    return from;
  }

  /** The number of the message that is being written, or is written next. */
  long number() {
    return number;
  }

  /** The number of the first message of which nothing was given up. */
  long whole() {
    return lost;
  }

  /** Where the message begins that is being written in pieces, or the largest number. */
  long unfinished() {
    return unfinished;
  }

  /** Takes note of a record before it is published. */
  void begin(int flags, long position) {
    if (flags == RecordFlags.FIRST) {
      unfinished = position;
    }
  }

  /** Takes note of a record that was published. */
  void end(int flags) {
    if (endsMessage(flags)) {
      number++;
      unfinished = NONE;
    }
  }

  /** Gives up whole records, the oldest first, up to a position or a little further. */
  void giveUp(long goal, long tail) {
    while (from < goal) {
      long header = memory.header(from);
      long end = Header.end(header, from, capacity, behind);
      if (end < 0 || end > tail) {
        giveUpAll(tail);
      } else {
        count(header);
        from = end;
      }
    }
  }

  private void count(long header) {
    if (Header.type(header) == Header.DATA) {
      int flags = Header.flags(header);
      boolean begins = beginsMessage(flags);
      lost += begins ? 1 : 0;
    }
  }

  private void giveUpAll(long tail) {
    from = tail;
    lost = next();
  }

  /** The number of the first message that begins at the tail or behind it. */
  private long next() {
    return unfinished == NONE ? number : number + 1;
  }

  /**
   * Where a newcomer begins to read who gets some of the latest messages.
   *
   * @param latest how many complete ones at most
   * @param tail where the next record begins
   */
  Start latest(long latest, long tail) {
    if (latest == 0) {
      return new Start(tail, next());
    }
    long begun = 0;
    for (long at = from; at < tail; ) {
      long header = memory.header(at);
      long end = Header.end(header, at, capacity, behind);
      if (end < 0) {
        return new Start(tail, next());
      }
      begun += isBegin(header) ? 1 : 0;
      at = end;
    }
    long complete = begun - (unfinished != NONE && unfinished >= from ? 1 : 0);
    return begun == 0
        ? new Start(tail, next())
        : beginOf(Math.max(0, complete - latest), next() - begun, tail);
  }

  /** Where the message begins before which so many others do, the first of which has a number. */
  private Start beginOf(long skip, long first, long tail) {
    long begun = 0;
    for (long at = from; at < tail; ) {
      long header = memory.header(at);
      long end = Header.end(header, at, capacity, behind);
      if (end < 0) {
        break;
      }
      if (isBegin(header) && begun++ == skip) {
        return new Start(at, first + skip);
      }
      at = end;
    }
    return new Start(tail, next());
  }

  private static boolean isBegin(long header) {
    return Header.type(header) == Header.DATA && beginsMessage(Header.flags(header));
  }

  static boolean beginsMessage(int flags) {
    return flags == RecordFlags.WHOLE || flags == RecordFlags.FIRST;
  }

  static boolean endsMessage(int flags) {
    return flags == RecordFlags.WHOLE || flags == RecordFlags.LAST || flags == RecordFlags.ABORT;
  }

  /**
   * Where to begin.
   *
   * @param position of a record
   * @param number of the first message that begins there or behind it
   */
  record Start(long position, long number) {}
}
