package io.ipc4j.region;

import java.util.List;

/**
 * The regions of one namespace: named pieces of memory that several processes see at once.
 *
 * <p>A region lives until {@link #remove}; mappings that are attached then go on working. All
 * methods are safe for any thread and may make system calls, but never wait for another process.
 */
public interface Regions {
  /**
   * Creates a region, filled with zeros, all of its memory reserved, and attaches to it.
   *
   * @param name the region's name
   * @param size its size in bytes, 1 or more; above 2 GiB too
   * @return the region, attached for reading and writing
   * @throws io.ipc4j.error.IpcResourceException if it exists already, or there is no space
   */
  Region create(String name, long size);

  /**
   * Attaches to an existing region.
   *
   * @param name the region's name
   * @param mode what the mapping may be used for
   * @return the region
   * @throws io.ipc4j.error.IpcResourceException if there is no such region
   * @throws io.ipc4j.error.IpcCorruptException if what is there is not a region of this version
   */
  Region attach(String name, AccessMode mode);

  /**
   * Attaches to a region for reading and writing, creating it first where it doesn't exist. Exactly
   * one of several processes that race creates it.
   *
   * @param name the region's name
   * @param size its size in bytes
   * @return the region
   * @throws io.ipc4j.error.IpcResourceException if it exists with another size
   */
  Region createOrAttach(String name, long size);

  /**
   * Removes a region's name. Its memory is freed when the last mapping of it is gone.
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
