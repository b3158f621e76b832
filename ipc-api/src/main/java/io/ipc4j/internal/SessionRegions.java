package io.ipc4j.internal;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.Names;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.region.Regions;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionStore;
import io.ipc4j.spi.Trait;
import java.util.List;

/** The regions of a session: checks names and sizes, and owns what it opens. */
final class SessionRegions implements Regions {
  private final RegionStore store;
  private final Specs specs;
  private final Belongings belongings;

  SessionRegions(RegionStore store, Specs specs, Belongings belongings) {
    this.store = store;
    this.specs = specs;
    this.belongings = belongings;
  }

  static IpcConfigException none(ResolvedConfig config, Providers providers, String transport) {
    return new IpcConfigException(
        ErrorIds.NO_REGIONS,
        config
            .about(ConfigKeys.REGIONS_TRANSPORT)
            .problem("transport " + transport + " has no regions")
            .list("Transports with regions", providers.namesWith(Trait.REGIONS))
            .remedy("Choose one with ipc.regions.transport")
            .toString());
  }

  @Override
  public Region create(String name, long size) {
    return own(store.create(specs.region(name), checked(name, size)));
  }

  @Override
  public Region attach(String name, AccessMode mode) {
    return own(store.attach(specs.region(name), mode));
  }

  @Override
  public Region createOrAttach(String name, long size) {
    return own(store.createOrAttach(specs.region(name), checked(name, size)));
  }

  @Override
  public boolean remove(String name) {
    return store.remove(Names.require("region", name));
  }

  @Override
  public List<RegionInfo> list() {
    return store.list();
  }

  private static long checked(String name, long size) {
    if (size < 1) {
      throw new IpcUsageException(
          ErrorIds.BAD_VALUE,
          ErrorText.of("region", name)
              .and("size", size)
              .problem("a region can't be that small")
              .allowed("1 byte or more")
              .toString());
    }
    return size;
  }

  private Region own(AbstractRegion region) {
    region.onClose(() -> belongings.remove(region));
    belongings.add(region);
    return region;
  }
}
