package io.ipc4j.inproc;

import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionChecks;

/** One session's mapping of a region. Safe for any thread. */
final class InprocRegion extends AbstractRegion {
  private final RegionMemory memory;
  private final InprocRegions owner;

  InprocRegion(RegionMemory memory, AccessMode mode, InprocRegions owner) {
    super(InprocProvider.NAME, memory.name(), mode, memory.memory());
    this.memory = memory;
    this.owner = owner;
    memory.attach(this);
  }

  /** The session's regions, which stand for the session. */
  InprocRegions owner() {
    return owner;
  }

  String session() {
    return owner.session();
  }

  /** Fails if this mapping has ended. */
  void requireAttached() {
    memory();
  }

  /** What a name of the region stands for, which is what was asked for. */
  private <S extends RegionState> S object(Class<S> type, String object, S absent) {
    checkWritable();
    requireAttached();
    RegionState found = memory.object(object, absent);
    RegionChecks.sameObject(name(), object, found.text(), absent.text());
    return type.cast(found);
  }

  private int parameter(String kind, String object, String what, int value, int least) {
    return RegionChecks.parameter(name(), kind, object, what, value, least, Integer.MAX_VALUE);
  }

  @Override
  public RegionLock lock(String lock) {
    return new InprocLock(lock, object(LockState.class, lock, new LockState()), this);
  }

  @Override
  public RegionReadWriteLock readWriteLock(String lock) {
    PermitState state = object(PermitState.class, lock, PermitState.readWriteLock());
    return new InprocReadWriteLock(lock, state, this);
  }

  @Override
  public RegionSemaphore semaphore(String semaphore, int permits) {
    int most = parameter("semaphore", semaphore, "permits", permits, 1);
    PermitState state = object(PermitState.class, semaphore, PermitState.semaphore(most));
    return new InprocSemaphore(semaphore, most, state, this);
  }

  @Override
  public RegionEvent event(String event) {
    return new InprocEvent(object(CountState.class, event, CountState.event()), this);
  }

  @Override
  public RegionBarrier barrier(String barrier, int parties) {
    int all = parameter("barrier", barrier, "parties", parties, 1);
    BarrierState state = object(BarrierState.class, barrier, new BarrierState(all));
    return new InprocBarrier(barrier, all, state, this);
  }

  @Override
  public RegionLatch latch(String latch, int count) {
    int downs = parameter("latch", latch, "count", count, 0);
    return new InprocLatch(latch, object(CountState.class, latch, CountState.latch(downs)), this);
  }

  @Override
  protected void unmap() {
    memory.detach(this);
  }
}
