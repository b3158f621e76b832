package io.ipc4j.shm.model;

import io.ipc4j.shm.lane.LaneWriter;
import io.ipc4j.shm.lane.SharedLaneMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A lane in the words of the model, as one actor sees it: with the access modes of the real layout,
 * and with what a mutant does differently.
 */
final class ModelMemory implements SharedLaneMemory {
  private static final long CLAIM = 0xFFL << 40;
  private static final long DELIVERIES = 0xFFL << 48;

  /** Words behind the ring, before the slots. */
  static final int CLOSED = 0;

  static final int WANT = 1;
  static final int WRITER_ASLEEP = 2;
  static final int WRITER_BELL = 3;
  static final int SLEEPERS = 4;
  static final int READERS = 5;
  private static final int SLOTS = 6;

  /** Words of a slot. */
  static final int ADMITTED = 0;

  static final int START = 1;
  static final int TAKEN = 2;
  static final int CURSOR = 3;
  static final int BELL = 4;
  static final int MEMBER = 5;
  private static final int SLOT_WORDS = 6;

  private final Steps steps;
  private final int capacity;
  private final int slots;
  private final Mutant mutant;
  private final ClaimMutant claimMutant;
  private final long[] seen;
  private long heldBack = -1;
  private long answered;
  private long wantSeen;
  private @Nullable LaneWriter writer;
  private long tailAtLook;

  ModelMemory(Steps steps, int capacity, int slots, Mutant mutant) {
    this(steps, capacity, slots, mutant, ClaimMutant.NONE);
  }

  /** A lane whose readers compete, with one cursor. */
  ModelMemory(Steps steps, int capacity, int slots, ClaimMutant mutant) {
    this(steps, capacity, slots, Mutant.NONE, mutant);
  }

  private ModelMemory(
      Steps steps, int capacity, int slots, Mutant mutant, ClaimMutant claimMutant) {
    this.steps = steps;
    this.capacity = capacity;
    this.slots = slots;
    this.mutant = mutant;
    this.claimMutant = claimMutant;
    this.seen = new long[slots];
  }

  static int words(int capacity, int slots) {
    return capacity / Long.BYTES + SLOTS + slots * SLOT_WORDS;
  }

  /** A word behind the ring. */
  int word(int which) {
    return capacity / Long.BYTES + which;
  }

  /** The word of a chunk of a pool. */
  int chunk(long offset) {
    return ModelPool.word(offset, words(capacity, slots));
  }

  /** A word of a slot. */
  int word(int slot, int which) {
    return word(SLOTS + slot * SLOT_WORDS + which);
  }

  private int ring(long position) {
    return (int) (position & capacity - 1) / Long.BYTES;
  }

  /** The word at an offset that {@link #payload} gave. */
  static int payloadWord(long offset, int index) {
    return (int) offset / Long.BYTES + index;
  }

  /** Remembers at which tail this writer looks at cursors. */
  LaneWriter watch(LaneWriter side) {
    writer = side;
    return side;
  }

  /** What the side that uses this memory remembers of what it read and stored. */
  long[] remembered(long... more) {
    long[] all = Arrays.copyOf(more, more.length + slots + 3);
    System.arraycopy(seen, 0, all, more.length, slots);
    all[more.length + slots] = tailAtLook;
    all[more.length + slots + 1] = answered;
    all[more.length + slots + 2] = heldBack;
    return all;
  }

  /** The reader has answered the want that it saw last. */
  void answered() {
    answered = wantSeen;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public int slots() {
    return slots;
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
    if (mutant == Mutant.CLEAR_AFTER_PUBLISH) {
      heldBack = position;
    } else if (mutant != Mutant.NO_CLEAR) {
      steps.store(ring(position), 0);
    }
  }

  @Override
  public void publish(long position, long header) {
    if (mutant == Mutant.PLAIN_PUBLISH) {
      steps.store(ring(position), header);
    } else {
      steps.release(ring(position), header);
    }
    if (heldBack >= 0) {
      long late = heldBack;
      heldBack = -1;
      steps.store(ring(late), 0);
    }
  }

  @Override
  public long header(long position) {
    long word = steps.load(ring(position));
    boolean hides = claimMutant == ClaimMutant.CURSOR_OVER_CLAIMED && (word & CLAIM) != 0;
    return hides ? word | CLAIM : word;
  }

  @Override
  public boolean claim(long position, long free, long claimed) {
    long word = claimMutant == ClaimMutant.DONE_AT_ONCE ? claimed | CLAIM : claimed;
    if (claimMutant == ClaimMutant.CLAIM_BY_STORE) {
      steps.release(ring(position), word);
      return true;
    }
    return steps.compareAndSet(ring(position), free, word);
  }

  @Override
  public boolean finish(long position, long claimed, long done) {
    return steps.compareAndSet(ring(position), claimed, done);
  }

  @Override
  public boolean giveBack(long position, long claimed, long free) {
    long word = claimMutant == ClaimMutant.NO_COUNT ? free & ~DELIVERIES : free;
    return steps.compareAndSet(ring(position), claimed, word);
  }

  @Override
  public boolean advance(long expected, long position) {
    return claimMutant != ClaimMutant.NO_HELP
        && steps.compareAndSet(word(0, CURSOR), expected, position);
  }

  @Override
  public void taken(int slot, long mark) {
    boolean delivering = (mark & 1) != 0;
    if (mutant == Mutant.NO_TAKEN && delivering) {
      return;
    }
    if (mutant == Mutant.CURSOR_BEFORE_READ && delivering) {
      steps.release(word(slot, CURSOR), mark - 1 + 2 * Long.BYTES);
    }
    if (mutant == Mutant.CURSOR_BEFORE_TAKEN && !delivering) {
      steps.release(word(slot, CURSOR), mark);
    }
    steps.release(word(slot, TAKEN), mutant == Mutant.NO_MARK ? mark & -8 : mark);
  }

  @Override
  public long taken(int slot) {
    long taken = steps.load(word(slot, TAKEN));
    look(slot, taken & -8);
    boolean early = mutant == Mutant.LENT_WHILE_READ && writer != null && (taken & 1) != 0;
    return early ? taken + 3 * Long.BYTES : taken;
  }

  @Override
  public void cursor(int slot, long position) {
    seen[slot] = position;
    steps.release(word(slot, CURSOR), position);
  }

  @Override
  public long cursor(int slot) {
    long cursor = steps.load(word(slot, CURSOR));
    look(slot, cursor);
    return mutant == Mutant.NO_ROOM_FOR_HEADER && writer != null && cursor < writer.tail()
        ? cursor + Long.BYTES
        : cursor;
  }

  private void look(int slot, long position) {
    seen[slot] = Math.max(seen[slot], position);
    if (writer != null) {
      tailAtLook = writer.tail();
    }
  }

  @Override
  public void admit(int slot, long session, long position) {
    seen[slot] = position;
    if (mutant == Mutant.ADMITTED_BEFORE_START) {
      steps.release(word(slot, ADMITTED), session);
    }
    steps.store(word(slot, TAKEN), position);
    steps.store(word(slot, CURSOR), position);
    steps.store(word(slot, START), position);
    if (mutant != Mutant.ADMITTED_BEFORE_START) {
      steps.release(word(slot, ADMITTED), session);
    }
  }

  @Override
  public long admitted(int slot) {
    return steps.load(word(slot, ADMITTED));
  }

  @Override
  public long start(int slot) {
    return steps.load(word(slot, START));
  }

  @Override
  public void want(long position) {
    steps.store(word(WANT), position);
  }

  @Override
  public long want() {
    wantSeen = mutant == Mutant.NO_LOOK_AT_WANT ? 0 : steps.load(word(WANT));
    return wantSeen;
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
