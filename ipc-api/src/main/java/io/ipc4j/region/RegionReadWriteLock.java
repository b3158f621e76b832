package io.ipc4j.region;

/**
 * A pair of locks between processes: many readers or one writer. Robust, not reentrant, not
 * upgradable. Safe for any thread.
 */
public interface RegionReadWriteLock {
  /**
   * The shared half.
   *
   * @return held by any number at once while nobody holds the other half
   */
  RegionLock readLock();

  /**
   * The exclusive half.
   *
   * @return held by one at a time
   */
  RegionLock writeLock();
}
