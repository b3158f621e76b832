package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import java.util.Arrays;

/**
 * The one cursor of a lane whose readers compete: the ring before it is the writer's again. Whoever
 * comes by moves it over the records that are done. Stateless.
 *
 * <p><b>Ordering.</b> {@code [DONE]} before {@code [ROOM]}: a record's last load happens before the
 * writer stores there again. The cursor is an absolute position that only grows, so the
 * compare-and-set of somebody who was paused fails. <b>If the process dies here</b>, the next who
 * comes by moves it.
 */
public final class SharedCursor {
  private static final int ATTEMPTS = 8;

  private SharedCursor() {}

  /**
   * Reads it.
   *
   * @throws IpcCorruptException if it is no position
   */
  static long read(SharedLaneMemory memory) {
    long cursor = memory.cursor(0); // [ROOM]
    if (!isPosition(cursor)) {
      throw new IpcCorruptException(
          ErrorIds.CORRUPT,
          ErrorText.of("cursor", cursor).problem("the readers' position is impossible").text());
    }
    return cursor;
  }

  private static boolean isPosition(long cursor) {
    return cursor >= 0 && (cursor & 7) == 0;
  }

  /**
   * Moves it as far as all is done.
   *
   * @param behind how many bytes follow each payload
   * @return where the first record begins that isn't done, or the next one is going to be published
   */
  static long help(SharedLaneMemory memory, int behind) {
    long cursor = read(memory);
    for (int i = 0; i < ATTEMPTS; i++) {
      long first = firstOpen(memory, cursor, behind);
      if (first == cursor || memory.advance(cursor, first)) { // [ROOM]
        return first;
      }
      cursor = read(memory); // somebody else has moved it
    }
    return cursor;
  }

  /** Whether a record of the lane isn't done. For anybody, whatever the lane's writer does. */
  public static boolean hasUnread(SharedLaneMemory memory, ChecksumKind checksum) {
    return memory.header(help(memory, Seal.behind(checksum))) != 0;
  }

  /**
   * Where the record begins that each slot's reader has, -1 if it has none or the readers' position
   * is impossible; what is found may be past when this returns.
   */
  public static long[] claimedBy(SharedLaneMemory memory, ChecksumKind checksum) {
    long[] claimed = new long[LaneLayout.MAX_SLOTS];
    Arrays.fill(claimed, -1);
    long capacity = memory.capacity();
    int behind = Seal.behind(checksum);
    long cursor = memory.cursor(0); // [ROOM]
    long position = cursor;
    while (isPosition(position) && position - cursor < capacity) {
      long word = memory.header(position);
      long end = SharedHeader.end(word, position, capacity, behind);
      if (word == 0 || end < 0) {
        break;
      }
      int claim = SharedHeader.claim(word);
      if (claim != 0 && claim != SharedHeader.DONE) {
        claimed[claim - 1] = position;
      }
      position = end;
    }
    return claimed;
  }

  private static long firstOpen(SharedLaneMemory memory, long cursor, int behind) {
    long capacity = memory.capacity();
    long position = cursor;
    while (position - cursor < capacity) {
      long word = memory.header(position); // [DONE]
      if (word == 0 || !SharedHeader.isPast(word)) {
        return position;
      }
      long end = SharedHeader.end(word, position, capacity, behind);
      if (end < 0) {
        return position;
      }
      position = end;
    }
    return position;
  }
}
