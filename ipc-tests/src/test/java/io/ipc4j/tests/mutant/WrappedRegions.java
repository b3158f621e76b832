package io.ipc4j.tests.mutant;

import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.RegionStore;
import java.util.List;

/** Regions that do what others do; mutants override what they break. */
class WrappedRegions implements RegionStore {
  final RegionStore inner;

  WrappedRegions(RegionStore inner) {
    this.inner = inner;
  }

  @Override
  public AbstractRegion create(RegionSpec spec, long size) {
    return inner.create(spec, size);
  }

  @Override
  public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
    return inner.attach(spec, mode);
  }

  @Override
  public AbstractRegion createOrAttach(RegionSpec spec, long size) {
    return inner.createOrAttach(spec, size);
  }

  @Override
  public boolean remove(String name) {
    return inner.remove(name);
  }

  @Override
  public List<RegionInfo> list() {
    return inner.list();
  }
}
