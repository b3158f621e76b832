package io.ipc4j.shm.lane;

import java.lang.foreign.MemorySegment;

/** A lane's memory whose user dies before its n-th access: what it stored until then stands. */
final class MortalMemory implements LaneMemory {
  private final LaneMemory lane;
  private int left;

  /** The end of a side of the lane. */
  static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  MortalMemory(LaneMemory lane, int accesses) {
    this.lane = lane;
    this.left = accesses;
  }

  private LaneMemory step() {
    if (left-- <= 0) {
      throw new Death();
    }
    return lane;
  }

  @Override
  public long capacity() {
    return lane.capacity();
  }

  @Override
  public int slots() {
    return lane.slots();
  }

  @Override
  public MemorySegment memory() {
    return lane.memory();
  }

  @Override
  public MemorySegment readOnlyMemory() {
    return lane.readOnlyMemory();
  }

  @Override
  public long payload(long position) {
    return lane.payload(position);
  }

  @Override
  public void put(long position, long word) {
    step().put(position, word);
  }

  @Override
  public void clear(long position) {
    step().clear(position);
  }

  @Override
  public void publish(long position, long header) {
    step().publish(position, header);
  }

  @Override
  public long header(long position) {
    return step().header(position);
  }

  @Override
  public void taken(int slot, long mark) {
    step().taken(slot, mark);
  }

  @Override
  public long taken(int slot) {
    return step().taken(slot);
  }

  @Override
  public void cursor(int slot, long position) {
    step().cursor(slot, position);
  }

  @Override
  public long cursor(int slot) {
    return step().cursor(slot);
  }

  @Override
  public void admit(int slot, long session, long position) {
    step().admit(slot, session, position);
  }

  @Override
  public long admitted(int slot) {
    return step().admitted(slot);
  }

  @Override
  public long start(int slot) {
    return step().start(slot);
  }

  @Override
  public void want(long position) {
    step().want(position);
  }

  @Override
  public long want() {
    return step().want();
  }

  @Override
  public void close() {
    step().close();
  }

  @Override
  public boolean isClosed() {
    return step().isClosed();
  }
}
