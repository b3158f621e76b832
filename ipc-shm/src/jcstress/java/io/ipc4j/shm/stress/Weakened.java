package io.ipc4j.shm.stress;

import io.ipc4j.shm.lane.LaneMemory;
import java.lang.foreign.MemorySegment;

/** A lane's memory as it is; mutants do one of its steps otherwise. */
abstract class Weakened implements LaneMemory {
  private final LaneMemory memory;

  Weakened(LaneMemory memory) {
    this.memory = memory;
  }

  @Override
  public long capacity() {
    return memory.capacity();
  }

  @Override
  public int slots() {
    return memory.slots();
  }

  @Override
  public MemorySegment memory() {
    return memory.memory();
  }

  @Override
  public MemorySegment readOnlyMemory() {
    return memory.readOnlyMemory();
  }

  @Override
  public long payload(long position) {
    return memory.payload(position);
  }

  @Override
  public void put(long position, long word) {
    memory.put(position, word);
  }

  @Override
  public void clear(long position) {
    memory.clear(position);
  }

  @Override
  public void publish(long position, long header) {
    memory.publish(position, header);
  }

  @Override
  public long header(long position) {
    return memory.header(position);
  }

  @Override
  public void taken(int slot, long mark) {
    memory.taken(slot, mark);
  }

  @Override
  public long taken(int slot) {
    return memory.taken(slot);
  }

  @Override
  public void cursor(int slot, long position) {
    memory.cursor(slot, position);
  }

  @Override
  public long cursor(int slot) {
    return memory.cursor(slot);
  }

  @Override
  public void admit(int slot, long session, long position) {
    memory.admit(slot, session, position);
  }

  @Override
  public long admitted(int slot) {
    return memory.admitted(slot);
  }

  @Override
  public long start(int slot) {
    return memory.start(slot);
  }

  @Override
  public void want(long position) {
    memory.want(position);
  }

  @Override
  public long want() {
    return memory.want();
  }

  @Override
  public void close() {
    memory.close();
  }

  @Override
  public boolean isClosed() {
    return memory.isClosed();
  }

  /** Empties the header behind a record once the record is published, and not before. */
  static final class LateClear extends Weakened {
    private static final long NONE = -1;

    private long heldBack = NONE;

    LateClear(LaneMemory memory) {
      super(memory);
    }

    @Override
    public void clear(long position) {
      heldBack = position;
    }

    @Override
    public void publish(long position, long header) {
      super.publish(position, header);
      if (heldBack != NONE) {
        super.clear(heldBack);
      }
    }
  }

  /** Gives room back before it says that it has taken what was there. */
  static final class CursorFirst extends Weakened {
    CursorFirst(LaneMemory memory) {
      super(memory);
    }

    @Override
    public void taken(int slot, long mark) {
      if ((mark & 1) == 0) {
        cursor(slot, mark);
      }
      super.taken(slot, mark);
    }
  }

  /** Admits a reader before it stores where that begins. */
  static final class AdmittedFirst extends Weakened {
    AdmittedFirst(LaneMemory memory) {
      super(memory);
    }

    @Override
    public void admit(int slot, long session, long position) {
      super.admit(slot, session, start(slot));
      super.admit(slot, session, position);
    }
  }
}
