package io.ipc4j.inproc;

import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionLock;
import io.ipc4j.spi.AbstractRegion;

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

  @Override
  public RegionLock lock(String lock) {
    requireAttached();
    return new InprocLock(lock, memory.lock(lock), this);
  }

  @Override
  protected void unmap() {
    memory.detach(this);
  }
}
