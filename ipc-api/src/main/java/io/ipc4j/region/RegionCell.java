package io.ipc4j.region;

import io.ipc4j.channel.Codec;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcUsageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * The latest value of something, inside a region: readers get it whole and never wait; see {@link
 * Region#cell}. Safe for any thread and process; one writes at a time, which a lock of the region
 * ensures that is named after the cell's place. Ends with the mapping.
 *
 * <p><b>State.</b> A version, which counts the values written, and four slots, each with a mark.
 * Version <i>v</i> lies in slot <i>v</i> mod 4, whose mark is then 2<i>v</i>; it is 2<i>v</i>-1
 * while the value is being written. <b>Ordering.</b> {@code [MARK]}: odd mark, value, even mark,
 * version, each before the next; a reader takes version, mark, value and mark again, and what it
 * has copied counts if both marks are right. <b>Ownership.</b> The lock's. <b>If the process dies
 * here</b>, the version names the last complete value, and the next writer begins with the same
 * slot.
 *
 * @param <T> the type of the value
 */
public final class RegionCell<T> {
  private static final int SLOTS = 4;
  private static final long HEAD = 64;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Region region;
  private final Codec<T> codec;
  private final long offset;
  private final long size;

  RegionCell(Region region, Codec<T> codec, long offset) {
    this.region = region;
    this.codec = codec;
    this.offset = offset;
    this.size = RegionRecords.fixedSize(region, codec);
    long bytes = bytes(codec);
    if (offset < 0 || offset % Long.BYTES != 0 || offset > region.size() - bytes) {
      throw new IpcUsageException(
          ErrorIds.OUT_OF_BOUNDS,
          ErrorText.of("region", region.name())
              .and("offset", offset)
              .problem("a cell of " + bytes + " bytes is not inside its " + region.size())
              .allowed("a multiple of 8 with room behind it")
              .text());
    }
  }

  /**
   * How much of a region a cell takes.
   *
   * @param codec of the values, which have one size
   * @return bytes
   */
  public static long bytes(Codec<?> codec) {
    return HEAD + SLOTS * slotBytes(codec.fixedSize().orElse(0));
  }

  private static long slotBytes(long size) {
    return Long.BYTES + (size + Long.BYTES - 1 & -Long.BYTES);
  }

  private long slot(long version) {
    return offset + HEAD + version % SLOTS * slotBytes(size);
  }

  /**
   * How many values have been written.
   *
   * @return 0 or more; the value of version 0 is all zeros
   * @throws IpcCorruptException if the cell's bytes are senseless
   */
  public long version() {
    long version = (long) WORD.getAcquire(region.memory(), offset); // [MARK]
    if (version < 0) {
      throw corrupt("version " + version);
    }
    return version;
  }

  /**
   * The latest value that was written completely. Never blocks: tries again only if meanwhile
   * several others were written.
   *
   * @return the value
   * @throws IpcCorruptException if the cell's bytes are senseless
   */
  public T get() {
    long[] words = new long[Math.toIntExact((size + Long.BYTES - 1) / Long.BYTES)];
    MemorySegment copy = MemorySegment.ofArray(words);
    long version = version();
    while (!copy(version, copy)) {
      long now = version();
      if (now == version) {
        throw corrupt("the mark of version " + version + " is wrong");
      }
      version = now;
    }
    return codec.decode(copy, 0, size);
  }

  /** Copies a version; false if it was overwritten before the copy was complete. */
  private boolean copy(long version, MemorySegment copy) {
    MemorySegment memory = region.memory();
    long slot = slot(version);
    if ((long) WORD.getAcquire(memory, slot) != 2 * version) { // [MARK]
      return false;
    }
    MemorySegment.copy(memory, slot + Long.BYTES, copy, 0, size);
    VarHandle.loadLoadFence();
    return (long) WORD.getAcquire(memory, slot) == 2 * version; // [MARK]
  }

  /**
   * Replaces the value, waiting for whoever writes now.
   *
   * @param value the new value
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is written
   * @throws IpcUsageException if the region is attached for reading only
   * @throws IpcCorruptException if the cell's bytes are senseless
   */
  public void set(T value) throws InterruptedException {
    try (Held _ = lock().lock()) {
      replace(value);
    }
  }

  /**
   * Replaces the value, waiting for whoever writes now, for the given time at most.
   *
   * @param value the new value
   * @param timeout the longest wait
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is written
   * @throws io.ipc4j.error.IpcTimeoutException if somebody else writes all the time; nothing is
   *     written
   * @throws IpcUsageException if the region is attached for reading only
   * @throws IpcCorruptException if the cell's bytes are senseless
   */
  public void set(T value, Duration timeout) throws InterruptedException {
    try (Held _ = lock().lock(timeout)) {
      replace(value);
    }
  }

  private RegionLock lock() {
    return region.lock("cell@" + offset);
  }

  private void replace(T value) {
    long version = version() + 1;
    MemorySegment memory = region.memory();
    long slot = slot(version);
    WORD.setVolatile(memory, slot, 2 * version - 1); // [MARK]
    VarHandle.storeStoreFence();
    codec.encode(value, memory, slot + Long.BYTES);
    WORD.setRelease(memory, slot, 2 * version); // [MARK]
    WORD.setRelease(memory, offset, version); // [MARK]
  }

  private IpcCorruptException corrupt(String problem) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("region", region.name()).and("cell", offset).problem(problem).text());
  }
}
