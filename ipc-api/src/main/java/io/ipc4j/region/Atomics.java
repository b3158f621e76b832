package io.ipc4j.region;

/**
 * Atomic operations on the words of a region, between processes. Offsets of {@code int} operations
 * are multiples of 4, of {@code long} operations multiples of 8; others are refused with an {@link
 * io.ipc4j.error.IpcUsageException}, as are offsets outside of the region. Never blocks; safe for
 * any thread. Words are in the machine's byte order.
 */
public interface Atomics {
  /**
   * Reads a word; later reads of this thread see what its writer wrote before it (acquire).
   *
   * @param offset the word's offset in bytes
   * @return its value
   */
  long getLong(long offset);

  /**
   * Writes a word after everything that this thread wrote before (release).
   *
   * @param offset the word's offset in bytes
   * @param value the new value
   */
  void setLong(long offset, long value);

  /**
   * Adds to a word (full order).
   *
   * @param offset the word's offset in bytes
   * @param delta what to add
   * @return the value before
   */
  long getAndAddLong(long offset, long delta);

  /**
   * Writes a word if it has the expected value (full order).
   *
   * @param offset the word's offset in bytes
   * @param expected the value it must have
   * @param value the new value
   * @return whether it was written
   */
  boolean compareAndSetLong(long offset, long expected, long value);

  /**
   * Reads a word; later reads of this thread see what its writer wrote before it (acquire).
   *
   * @param offset the word's offset in bytes
   * @return its value
   */
  int getInt(long offset);

  /**
   * Writes a word after everything that this thread wrote before (release).
   *
   * @param offset the word's offset in bytes
   * @param value the new value
   */
  void setInt(long offset, int value);

  /**
   * Adds to a word (full order).
   *
   * @param offset the word's offset in bytes
   * @param delta what to add
   * @return the value before
   */
  int getAndAddInt(long offset, int delta);

  /**
   * Writes a word if it has the expected value (full order).
   *
   * @param offset the word's offset in bytes
   * @param expected the value it must have
   * @param value the new value
   * @return whether it was written
   */
  boolean compareAndSetInt(long offset, int expected, int value);
}
