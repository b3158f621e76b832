package io.ipc4j.region;

/**
 * The proof that something of a region is held: a lock, a share of one, or permits. The session
 * that obtained it is its owner; the session's end or the process's death orphans it.
 *
 * <p>May be closed by any thread of the session.
 */
public interface Held extends AutoCloseable {
  /**
   * Tells whether the holder before died while it held this, so that the data it protects may be
   * half changed.
   *
   * @return whether to check and repair the data first
   */
  boolean previousOwnerDied();

  /** Gives back what is held. Idempotent. */
  @Override
  void close();
}
