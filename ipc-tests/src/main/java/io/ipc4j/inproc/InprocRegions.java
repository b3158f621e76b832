package io.ipc4j.inproc;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.RegionStore;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The regions of one namespace, as one session sees them. Safe for any thread.
 *
 * <p><i>State:</i> the regions that have a name, for the whole virtual machine. A region whose name
 * was removed lives on in those that have it attached.
 */
final class InprocRegions implements RegionStore {
  private record Place(String namespace, String name) {}

  private static final ConcurrentHashMap<Place, RegionMemory> NAMED = new ConcurrentHashMap<>();

  private final String namespace;
  private final String session;

  InprocRegions(String namespace, String session) {
    this.namespace = namespace;
    this.session = session;
  }

  String session() {
    return session;
  }

  private Place place(String name) {
    return new Place(namespace, name);
  }

  @Override
  public AbstractRegion create(RegionSpec spec, long size) {
    RegionMemory created = new RegionMemory(spec.name(), size);
    RegionMemory existing = NAMED.putIfAbsent(place(spec.name()), created);
    if (existing != null) {
      throw new IpcResourceException(
          ErrorIds.REGION_EXISTS,
          about(spec.name())
              .problem("it exists already, with " + existing.size() + " bytes")
              .remedy("Attach to it, or remove it first")
              .toString());
    }
    return new InprocRegion(created, AccessMode.READ_WRITE, this);
  }

  @Override
  public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
    RegionMemory existing = NAMED.get(place(spec.name()));
    if (existing == null) {
      throw new IpcResourceException(
          ErrorIds.REGION_MISSING,
          about(spec.name())
              .problem("there is no such region in this process")
              .remedy("Create it first")
              .toString());
    }
    return new InprocRegion(existing, mode, this);
  }

  @Override
  public AbstractRegion createOrAttach(RegionSpec spec, long size) {
    RegionMemory existing = NAMED.get(place(spec.name()));
    if (existing == null) {
      RegionMemory created = new RegionMemory(spec.name(), size);
      RegionMemory winner = NAMED.putIfAbsent(place(spec.name()), created);
      existing = winner == null ? created : winner;
    }
    if (existing.size() != size) {
      throw new IpcResourceException(
          ErrorIds.REGION_SIZE,
          about(spec.name())
              .and("size", size)
              .problem("it exists with " + existing.size() + " bytes")
              .toString());
    }
    return new InprocRegion(existing, AccessMode.READ_WRITE, this);
  }

  private ErrorText about(String name) {
    return ErrorText.of("region", name).and("namespace", namespace);
  }

  @Override
  public boolean remove(String name) {
    return NAMED.remove(place(name)) != null;
  }

  @Override
  public List<RegionInfo> list() {
    return NAMED.entrySet().stream()
        .filter(entry -> entry.getKey().namespace().equals(namespace))
        .map(entry -> entry.getValue().info())
        .sorted(Comparator.comparing(RegionInfo::name))
        .toList();
  }
}
