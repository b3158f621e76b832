package io.ipc4j.tests.mutant;

import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.RegionStore;
import java.util.List;
import java.util.function.UnaryOperator;

/** Regions that do what others do; mutants override what they break. */
class WrappedRegions implements RegionStore {
  final RegionStore inner;
  private final UnaryOperator<AbstractRegion> change;

  WrappedRegions(RegionStore inner) {
    this(inner, UnaryOperator.identity());
  }

  /** Changes each mapping. */
  WrappedRegions(RegionStore inner, UnaryOperator<AbstractRegion> change) {
    this.inner = inner;
    this.change = change;
  }

  /** The same regions under the name of another transport. */
  static RegionStore named(String transport, RegionStore inner) {
    return new WrappedRegions(
        inner, region -> new WrappedRegion(transport, region, region.memory())) {
      @Override
      public List<RegionInfo> list() {
        return inner.list().stream()
            .map(info -> new RegionInfo(info.name(), transport, info.size(), info.attached()))
            .toList();
      }
    };
  }

  @Override
  public AbstractRegion create(RegionSpec spec, long size) {
    return change.apply(inner.create(spec, size));
  }

  @Override
  public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
    return change.apply(inner.attach(spec, mode));
  }

  @Override
  public AbstractRegion createOrAttach(RegionSpec spec, long size) {
    return change.apply(inner.createOrAttach(spec, size));
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
