package io.ipc4j.shm.lane;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far the readers of a lane have got, as its writer knows. Belongs to the writer's thread;
 * looked at only when the writer runs out of room.
 */
final class ReaderPositions {
  private static final long NOBODY = -1;

  private final LaneMemory memory;
  private final @Nullable SharedLaneMemory shared;
  private final long capacity;
  private final int behind;

  /** Per slot the position before which its reader is known to be done, or {@link #NOBODY}. */
  private final long[] known;

  /** Whether a reader whose words are impossible is expelled, so that the others aren't harmed. */
  private final boolean expels;

  private long expelled;

  /**
   * Begins with a new lane.
   *
   * @param memory of the lane
   * @param shared the same if readers compete, else null
   * @param waits whether the reader of slot 0 is waited for, present or not
   * @param behind how many bytes follow each payload
   */
  ReaderPositions(LaneMemory memory, @Nullable SharedLaneMemory shared, boolean waits, int behind) {
    this.memory = memory;
    this.shared = shared;
    this.capacity = memory.capacity();
    this.behind = behind;
    this.known = new long[memory.slots()];
    Arrays.fill(known, NOBODY);
    this.known[0] = waits ? 0 : NOBODY;
    this.expels = !waits;
  }

  void admit(int slot, long session, long tail) {
    expelled &= ~(1L << slot);
    known[slot] = tail;
    memory.admit(slot, session, tail); // [ADMIT]
  }

  boolean isExpelled(int slot) {
    return (expelled & 1L << slot) != 0;
  }

  void dismiss(int slot, long tail) {
    known[slot] = NOBODY;
    memory.admit(slot, 0, tail); // [ADMIT]
  }

  /**
   * The position before which all are done.
   *
   * @param exact whether to look at exact positions, which costs the readers a miss
   * @param tail of the writer
   */
  long slowest(boolean exact, long tail) {
    if (exact && shared != null) {
      return checked(0, SharedCursor.help(shared, behind), tail);
    }
    long slowest = tail;
    for (int slot = 0; slot < known.length; slot++) {
      if (known[slot] != NOBODY) {
        long cursor = exact ? taken(slot) : memory.cursor(slot); // [TAKEN] [ROOM]
        slowest = Math.min(slowest, checked(slot, cursor, tail));
      }
    }
    return slowest;
  }

  private long taken(int slot) {
    return memory.taken(slot) & ~LaneReader.MARKS;
  }

  /** How many records with a message the reader of a slot hasn't taken. */
  long untaken(int slot, long tail) {
    long position = checked(slot, taken(slot), tail);
    long count = 0;
    while (position < tail) {
      long header = memory.header(position);
      long next =
          Header.type(header) == Header.REFERENCE
              ? Header.endOfReference(header, position, capacity, behind)
              : Header.end(header, position, capacity, behind);
      if (next < 0) {
        throw corrupt("header", header, tail, "the header of an own record was changed");
      }
      count += Header.type(header) == Header.PADDING ? 0 : 1;
      position = next;
    }
    return count;
  }

  private long checked(int slot, long cursor, long tail) {
    long before = known[slot];
    if (cursor < before && cursor >= 0) {
      return before; // The exact position, seen before, runs ahead of the published cursor.
    }
    if (cursor < before || cursor > tail || (cursor & 7) != 0) {
      if (expels) {
        dismiss(slot, tail);
        expelled |= 1L << slot;
        return tail;
      }
      throw corrupt("cursor", cursor, tail, "the cursor of reader " + slot + " is impossible");
    }
    known[slot] = cursor;
    return cursor;
  }

  private static IpcCorruptException corrupt(String what, long value, long tail, String problem) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT, ErrorText.of(what, value).and("tail", tail).problem(problem).text());
  }
}
