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
 * A region itself: its bytes, its objects and who has it attached. Safe for any thread; freed when
 * nobody can reach it any more.
 */
final class RegionMemory {
  private static final long ALIGNMENT = 64;

  private final String name;
  private final MemorySegment memory;
  private final ConcurrentHashMap<String, RegionState> objects = new ConcurrentHashMap<>();
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

  /** What a name stands for, from now on if it stood for nothing. */
  RegionState object(String object, RegionState absent) {
    RegionState there = objects.putIfAbsent(object, absent);
    return there == null ? absent : there;
  }

  void attach(InprocRegion mapping) {
    attached.add(mapping);
  }

  /** Forgets a mapping, and orphans what is held through it. */
  void detach(InprocRegion mapping) {
    attached.remove(mapping);
    objects.values().forEach(object -> object.orphan(mapping));
  }

  RegionInfo info() {
    long sessions = attached.stream().map(InprocRegion::owner).distinct().count();
    return new RegionInfo(name, InprocProvider.NAME, size(), Math.toIntExact(sessions));
  }
}
