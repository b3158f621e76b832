package io.ipc4j.region;

/**
 * A pair of locks between processes: many readers or one writer. Not reentrant, not upgradable. A
 * writer that waits goes before readers that come later, as far as it can. Safe for any thread.
 *
 * <p>Robust: a dead reader's share comes back exactly once, and nobody need know. After the death
 * of a writer {@link Held#previousOwnerDied()} is true for all who take either half, until another
 * writer has had the lock and given it back.
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
