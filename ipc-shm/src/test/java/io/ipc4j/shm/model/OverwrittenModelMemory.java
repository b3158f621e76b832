package io.ipc4j.shm.model;

import io.ipc4j.shm.lane.OverwrittenMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A lane with one slot that is overwritten, in the words of the model, as one actor sees it: with
 * the access modes of the real layout, and with what a mutant does differently.
 */
final class OverwrittenModelMemory implements OverwrittenMemory {
  private static final int CLOSED = 0;
  private static final int EVICTED = 1;
  private static final int TAKEN = 2;
  private static final int EXPECTED = 3;
  private static final int MISSED = 4;
  private static final int WORDS = 5;

  private final Steps steps;
  private final int capacity;
  private final OverwriteMutant mutant;
  private long lateBoundary = -1;
  private long earlyLook;

  OverwrittenModelMemory(Steps steps, int capacity, OverwriteMutant mutant) {
    this.steps = steps;
    this.capacity = capacity;
    this.mutant = mutant;
  }

  static int words(int capacity) {
    return capacity / Long.BYTES + WORDS;
  }

  private int word(int which) {
    return capacity / Long.BYTES + which;
  }

  private int ring(long position) {
    return (int) (position & capacity - 1) / Long.BYTES;
  }

  /** What this memory's mutant remembers. */
  long remembered() {
    return lateBoundary;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public MemorySegment memory() {
    return MemorySegment.NULL;
  }

  @Override
  public MemorySegment readOnlyMemory() {
    return MemorySegment.NULL;
  }

  @Override
  public long payload(long position) {
    return (position & capacity - 1) + Long.BYTES;
  }

  @Override
  public void put(long position, long word) {
    steps.store(ring(position), word);
  }

  @Override
  public void clear(long position) {
    if (mutant != OverwriteMutant.NO_CLEAR) {
      put(position, 0);
    }
  }

  @Override
  public void publish(long position, long header) {
    if (mutant == OverwriteMutant.PLAIN_PUBLISH) {
      put(position, header);
    } else {
      steps.release(ring(position), header);
    }
    if (lateBoundary >= 0) {
      steps.release(word(EVICTED), lateBoundary);
      lateBoundary = -1;
    }
  }

  @Override
  public long header(long position) {
    if (mutant == OverwriteMutant.EARLY_LOOK) {
      earlyLook = steps.load(word(EVICTED));
    }
    return steps.load(ring(position));
  }

  @Override
  public void copyOut(long position, MemorySegment target, long size) {
    for (int i = 0; i < size / Long.BYTES; i++) {
      int word = ring(position + Long.BYTES) + i;
      target.setAtIndex(ValueLayout.JAVA_LONG, i, steps.load(word));
    }
  }

  @Override
  public void evict(long position) {
    if (mutant == OverwriteMutant.LATE_BOUNDARY) {
      lateBoundary = position;
      return;
    }
    steps.release(word(EVICTED), position);
    if (mutant != OverwriteMutant.NO_FENCE) {
      steps.barrier(); // stronger than the fence between stores, but this side loads nothing after
      // it
    }
  }

  @Override
  public long evicted() {
    return switch (mutant) {
      case NO_LOOK -> 0;
      case EARLY_LOOK -> earlyLook;
      default -> steps.load(word(EVICTED));
    };
  }

  @Override
  public void taken(int slot, long mark) {
    if (mutant == OverwriteMutant.EXPECTED_TOO_EARLY && (mark & 1) != 0) {
      steps.release(word(EXPECTED), steps.load(word(EXPECTED)) + 1);
    }
    if (mutant != OverwriteMutant.NO_TAKEN) {
      steps.release(word(TAKEN), mark);
    }
  }

  @Override
  public long taken(int slot) {
    return steps.load(word(TAKEN));
  }

  @Override
  public void expect(int slot, long number) {
    if (mutant != OverwriteMutant.NO_EXPECTED) {
      steps.release(word(EXPECTED), number);
    }
  }

  @Override
  public long expected(int slot) {
    return steps.load(word(EXPECTED));
  }

  @Override
  public void miss(int slot, long count) {
    steps.release(word(MISSED), count);
  }

  @Override
  public long missed(int slot) {
    return steps.load(word(MISSED));
  }

  @Override
  public void cursor(int slot, long position) {
    throw new AssertionError("no reader of such a lane has a cursor");
  }

  @Override
  public long cursor(int slot) {
    throw new AssertionError("nobody waits for a cursor");
  }

  @Override
  public void admit(int slot, long session, long position) {
    throw new AssertionError("a queue");
  }

  @Override
  public long admitted(int slot) {
    throw new AssertionError("a queue");
  }

  @Override
  public long start(int slot) {
    throw new AssertionError("a queue");
  }

  @Override
  public void want(long position) {
    throw new AssertionError("nobody waits for room");
  }

  @Override
  public long want() {
    return 0;
  }

  @Override
  public void close() {
    steps.release(word(CLOSED), 1);
  }

  @Override
  public boolean isClosed() {
    return steps.load(word(CLOSED)) != 0;
  }
}
