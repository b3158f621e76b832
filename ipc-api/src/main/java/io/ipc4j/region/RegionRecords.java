package io.ipc4j.region;

import io.ipc4j.channel.Codec;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;

/**
 * An array of values of one fixed size inside a region, such as records; see {@link
 * Region#records}.
 *
 * <p>Reads and writes are plain: a value that somebody else writes meanwhile is seen half written.
 * Guard them by a {@linkplain Region#lock lock} of the region, or use a {@link RegionCell}. Never
 * blocks; safe for any thread in that sense. Ends with the mapping.
 *
 * @param <T> the type of the values
 */
public final class RegionRecords<T> {
  private final Region region;
  private final Codec<T> codec;
  private final long offset;
  private final long count;
  private final long size;

  RegionRecords(Region region, Codec<T> codec, long offset, long count) {
    this.region = region;
    this.codec = codec;
    this.offset = offset;
    this.count = count;
    this.size = fixedSize(region, codec);
    boolean fits =
        offset >= 0
            && offset % Long.BYTES == 0
            && count >= 0
            && offset <= region.size()
            && count <= (region.size() - offset) / size;
    if (!fits) {
      throw new IpcUsageException(
          ErrorIds.OUT_OF_BOUNDS,
          ErrorText.of("region", region.name())
              .and("offset", offset)
              .and("count", count)
              .problem("values of " + size + " bytes are not inside its " + region.size())
              .allowed("an offset that is a multiple of 8, and as many as fit behind it")
              .text());
    }
  }

  /** The size of all values of a codec, which must have one. */
  static long fixedSize(Region region, Codec<?> codec) {
    long size = codec.fixedSize().orElse(0);
    if (size < 1) {
      throw new IpcUsageException(
          ErrorIds.BAD_VALUE,
          ErrorText.of("region", region.name())
              .problem("the codec's values have no fixed size")
              .remedy("Use one whose values have, such as that of a record")
              .text());
    }
    return size;
  }

  /**
   * How many values there are.
   *
   * @return the count given to {@link Region#records}
   */
  public long count() {
    return count;
  }

  /**
   * Where a value begins.
   *
   * @param index from 0 to {@link #count()} - 1
   * @return the offset in the region, in bytes
   * @throws IpcUsageException if there is no such value
   */
  public long offsetOf(long index) {
    if (index < 0 || index >= count) {
      throw new IpcUsageException(
          ErrorIds.OUT_OF_BOUNDS,
          ErrorText.of("region", region.name())
              .and("index", index)
              .problem("there are " + count + " values")
              .text());
    }
    return offset + index * size;
  }

  /**
   * Reads a value.
   *
   * @param index from 0 to {@link #count()} - 1
   * @return the value
   * @throws io.ipc4j.error.IpcCorruptException if the bytes are no value's
   */
  public T get(long index) {
    return codec.decode(region.memory(), offsetOf(index), size);
  }

  /**
   * Writes a value.
   *
   * @param index from 0 to {@link #count()} - 1
   * @param value the value
   * @throws IpcUsageException if the region is attached for reading only
   */
  public void set(long index, T value) {
    long at = offsetOf(index);
    requireWritable(region);
    codec.encode(value, region.memory(), at);
  }

  /** Refuses changes of a region that is attached for reading only, as the region itself does. */
  static void requireWritable(Region region) {
    if (region.mode() == AccessMode.READ_ONLY) {
      region.write(0, new byte[0]);
    }
  }
}
