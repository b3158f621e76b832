package io.ipc4j.spi;

import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionInfo;
import java.util.List;

/**
 * A transport's regions. Safe for any thread. The regions it returns are owned by the session,
 * which closes those that the application left open; see {@link AbstractRegion} for most of the
 * work.
 */
public interface RegionStore {
  /**
   * Creates a region and attaches to it; see {@link io.ipc4j.region.Regions#create}.
   *
   * @param spec what to create
   * @param size its size in bytes
   * @return the region
   */
  AbstractRegion create(RegionSpec spec, long size);

  /**
   * Attaches to a region; see {@link io.ipc4j.region.Regions#attach}.
   *
   * @param spec what to attach to
   * @param mode what the mapping may be used for
   * @return the region
   */
  AbstractRegion attach(RegionSpec spec, AccessMode mode);

  /**
   * Creates or attaches; see {@link io.ipc4j.region.Regions#createOrAttach}.
   *
   * @param spec what to create or attach to
   * @param size its size in bytes
   * @return the region
   */
  AbstractRegion createOrAttach(RegionSpec spec, long size);

  /**
   * Removes a region's name.
   *
   * @param name the region's name
   * @return whether there was such a region
   */
  boolean remove(String name);

  /**
   * The regions that exist now.
   *
   * @return a snapshot, sorted by name
   */
  List<RegionInfo> list();
}
