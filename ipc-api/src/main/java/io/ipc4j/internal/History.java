package io.ipc4j.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The latest messages that were published, for links that come up later: as many as are asked for,
 * and no more than a link's capacity holds. Belongs to the sender's thread.
 */
final class History {
  private static final long OVERHEAD = 32;

  private final long most;
  private final long capacity;
  private final ArrayDeque<MemorySegment> latest = new ArrayDeque<>();
  private long held;

  /**
   * Begins empty.
   *
   * @param most how many messages
   * @param capacity how many bytes, with what each message costs besides
   */
  History(long most, long capacity) {
    this.most = most;
    this.capacity = capacity;
  }

  /** Keeps a copy of a message, and as many of the earlier ones as fit beside it. */
  void add(MemorySegment source, long offset, long length) {
    MemorySegment copy = Arena.ofAuto().allocate(length, Long.BYTES);
    MemorySegment.copy(source, offset, copy, 0, length);
    latest.add(copy);
    held += length + OVERHEAD;
    while (latest.size() > most || held > capacity) {
      held -= latest.remove().byteSize() + OVERHEAD;
    }
  }

  /** What is kept, the oldest first. */
  List<MemorySegment> latest() {
    return List.copyOf(latest);
  }
}
