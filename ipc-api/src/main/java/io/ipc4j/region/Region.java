package io.ipc4j.region;

import io.ipc4j.channel.Codec;
import java.lang.foreign.MemorySegment;

/**
 * One process's mapping of a region.
 *
 * <p><b>Threads.</b> Safe for any thread; plain reads and writes are not ordered between threads or
 * processes: use a {@linkplain #lock lock} or the {@linkplain #atomics() atomics}. Memory obtained
 * from here ends with {@link #close()}: later access throws {@link IllegalStateException} or {@link
 * io.ipc4j.error.IpcClosedException}, never crashes.
 */
public interface Region extends AutoCloseable {
  /**
   * The region's name.
   *
   * @return the name
   */
  String name();

  /**
   * The region's size.
   *
   * @return bytes
   */
  long size();

  /**
   * What this mapping may be used for.
   *
   * @return the mode given when attaching
   */
  AccessMode mode();

  /**
   * The region's bytes themselves.
   *
   * @return a segment of exactly {@link #size()} bytes, read-only if the mode says so; its start is
   *     aligned to at least 64 bytes
   */
  MemorySegment memory();

  /**
   * Copies bytes out of the region.
   *
   * @param offset first byte in the region
   * @param target where to copy to
   * @param targetOffset first byte in {@code target}
   * @param length how many bytes
   * @throws io.ipc4j.error.IpcUsageException if the range is not inside the region
   */
  void read(long offset, MemorySegment target, long targetOffset, long length);

  /**
   * Copies bytes out of the region.
   *
   * @param offset first byte in the region
   * @param target filled completely
   */
  default void read(long offset, byte[] target) {
    read(offset, MemorySegment.ofArray(target), 0, target.length);
  }

  /**
   * Copies bytes into the region.
   *
   * @param offset first byte in the region
   * @param source where to copy from
   * @param sourceOffset first byte in {@code source}
   * @param length how many bytes
   * @throws io.ipc4j.error.IpcUsageException if the range is not inside the region, or the mapping
   *     is read-only
   */
  void write(long offset, MemorySegment source, long sourceOffset, long length);

  /**
   * Copies an array into the region.
   *
   * @param offset first byte in the region
   * @param source copied completely
   */
  default void write(long offset, byte[] source) {
    write(offset, MemorySegment.ofArray(source), 0, source.length);
  }

  /**
   * Atomic operations on words of the region.
   *
   * @return the operations; always the same object
   */
  Atomics atomics();

  /**
   * A lock of this region, made when it is first asked for.
   *
   * <p>This and the other kinds share one space of names: a name that stands for another kind, or
   * was made with other parameters, is refused with {@code ipc/region-object}. They need a mapping
   * for reading and writing.
   *
   * @param name its name within the region
   * @return the lock, the same for all processes
   * @throws io.ipc4j.error.IpcUsageException if the name stands for something else
   * @throws io.ipc4j.error.IpcResourceException if the region has no place for another name
   */
  RegionLock lock(String name);

  /**
   * A read-write lock of this region, made when it is first asked for.
   *
   * @param name its name within the region
   * @return the lock, the same for all processes
   */
  RegionReadWriteLock readWriteLock(String name);

  /**
   * A semaphore of this region, made when it is first asked for.
   *
   * @param name its name within the region
   * @param permits how many permits it has; must be the same for everybody
   * @return the semaphore, the same for all processes
   */
  RegionSemaphore semaphore(String name, int permits);

  /**
   * An event of this region, made when it is first asked for.
   *
   * @param name its name within the region
   * @return the event, the same for all processes
   */
  RegionEvent event(String name);

  /**
   * A barrier of this region, made when it is first asked for.
   *
   * @param name its name within the region
   * @param parties how many must arrive; must be the same for everybody
   * @return the barrier, the same for all processes
   */
  RegionBarrier barrier(String name, int parties);

  /**
   * A latch of this region, made when it is first asked for.
   *
   * @param name its name within the region
   * @param count how often it must be counted down; must be the same for everybody
   * @return the latch, the same for all processes
   */
  RegionLatch latch(String name, int count);

  /**
   * An array of values of one fixed size, such as records, in this region.
   *
   * @param codec of the values, such as {@link io.ipc4j.channel.Codecs#record}
   * @param offset where the first one begins, a multiple of 8
   * @param count how many there are
   * @param <T> the type of the values
   * @return the array; nothing is written
   * @throws io.ipc4j.error.IpcUsageException if that many are not inside the region, or the codec's
   *     values have no fixed size
   */
  default <T> RegionRecords<T> records(Codec<T> codec, long offset, long count) {
    return new RegionRecords<>(this, codec, offset, count);
  }

  /**
   * The latest value of something in this region, never seen half written.
   *
   * @param codec of the value, which has a fixed size
   * @param offset where the cell begins, a multiple of 8; it takes {@link RegionCell#bytes} from
   *     there, which must be zeros at first
   * @param <T> the type of the value
   * @return the cell; nothing is written
   * @throws io.ipc4j.error.IpcUsageException if the cell is not inside the region, or the codec's
   *     values have no fixed size
   */
  default <T> RegionCell<T> cell(Codec<T> codec, long offset) {
    return new RegionCell<>(this, codec, offset);
  }

  /**
   * Writes the region to its file and returns when the disk has it; does nothing for a region that
   * lives in memory ({@code ipc.region.NAME.backing}). Blocks as long as the disk needs. Without it
   * a region outlives processes, but not a loss of power.
   *
   * @throws io.ipc4j.error.IpcResourceException if the system fails
   */
  void force();

  /**
   * Replaces part of the region so that a reader sees all of it or nothing, even if this process
   * dies in the middle; for regions with {@code ipc.region.NAME.guarded=true}.
   *
   * @param offset first byte in the region
   * @param source where to copy from
   * @param sourceOffset first byte in {@code source}
   * @param length how many bytes
   */
  void guardedWrite(long offset, MemorySegment source, long sourceOffset, long length);

  /** Ends this mapping and orphans the locks held through it. Idempotent. */
  @Override
  void close();
}
