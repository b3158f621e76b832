package io.ipc4j.inproc;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.RegionInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A region itself: its bytes, its locks and who has it attached. Safe for any thread; freed when
 * nobody can reach it any more.
 */
final class RegionMemory {
  private static final long ALIGNMENT = 64;

  private final String name;
  private final MemorySegment memory;
  private final ConcurrentHashMap<String, LockState> locks = new ConcurrentHashMap<>();
  private final Set<InprocRegion> attached = ConcurrentHashMap.newKeySet();

  RegionMemory(String name, long size) {
    this.name = name;
    try {
      this.memory = Arena.ofAuto().allocate(size, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new IpcResourceException(
          ErrorIds.NO_SPACE,
          ErrorText.of("region", name)
              .and("size", size)
              .problem("this process has no memory for it")
              .remedy("Ask for less, or raise -XX:MaxDirectMemorySize")
              .toString(),
          e);
    }
  }

  String name() {
    return name;
  }

  MemorySegment memory() {
    return memory;
  }

  long size() {
    return memory.byteSize();
  }

  LockState lock(String lock) {
    return locks.computeIfAbsent(lock, absent -> new LockState());
  }

  void attach(InprocRegion mapping) {
    attached.add(mapping);
  }

  /** Forgets a mapping, and orphans the locks held through it. */
  void detach(InprocRegion mapping) {
    attached.remove(mapping);
    locks.values().forEach(lock -> lock.orphan(mapping));
  }

  RegionInfo info() {
    long sessions = attached.stream().map(InprocRegion::owner).distinct().count();
    return new RegionInfo(name, InprocProvider.NAME, size(), Math.toIntExact(sessions));
  }
}
