package io.ipc4j.shm.lane;

import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.Posix.Access;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file beside a lane that holds its long messages: {@link #DATA} bytes with the header, then
 * whole pages in which the lane's writer lays chunks. Nothing in it says which are in use: the
 * records of the lane refer to them.
 *
 * <p>Numbers of the header: 0 bytes of data, 1 offset of the data. The creator is the writer. It
 * has its name before its lane has, and loses it after its lane: see {@link LaneFile}.
 */
public final class PoolFile implements AutoCloseable {
  /** Where the data begins. */
  public static final long DATA = 4096;

  private static final long PAGE = 4096;
  private static final String SUFFIX = ".pool";

  private final SharedFile file;

  private PoolFile(SharedFile file) {
    this.file = file;
  }

  /** The name of the pool of a lane. */
  public static Path beside(Path lane) {
    return lane.resolveSibling(lane.getFileName() + SUFFIX);
  }

  /** The name of the lane whose pool this is, or empty if it isn't named as one. */
  public static Optional<Path> laneOf(Path pool) {
    String name = String.valueOf(pool.getFileName());
    return name.endsWith(SUFFIX)
        ? Optional.of(pool.resolveSibling(name.substring(0, name.length() - SUFFIX.length())))
        : Optional.empty();
  }

  /** The bytes of data that a pool of a configured size has: whole pages. */
  public static long dataSize(long configured) {
    return (configured + PAGE - 1) & -PAGE;
  }

  /** The size of the file of a pool of a configured size, 0 if there is none. */
  public static long fileSize(long configured) {
    return configured == 0 ? 0 : DATA + dataSize(configured);
  }

  /** Creates the pool of a lane that has no name yet; empty if the name is taken. */
  static Optional<PoolFile> create(Path lane, long writer, long dataSize) {
    FileSpec spec =
        new FileSpec(FileKind.POOL, DATA + dataSize, writer, List.of(dataSize, DATA), "");
    return SharedFile.create(beside(lane), spec).map(PoolFile::new);
  }

  /**
   * Opens the pool of a lane, for reading only.
   *
   * @param dataSize what the lane says of it
   * @return the pool, or empty if it is gone: then the lane's name is gone too
   * @throws io.ipc4j.error.IpcCorruptException if it isn't such a pool
   */
  static Optional<PoolFile> attach(Path lane, long dataSize) {
    return SharedFile.attach(beside(lane), FileKind.POOL, Access.READ_ONLY)
        .map(file ->
            new PoolFile(
                file.requireNumber(0, "bytes of data", dataSize)
                    .requireNumber(1, "offset of the data", DATA)
                    .requireSize(DATA + dataSize)));
  }

  /** The whole file. */
  MemorySegment memory() {
    return file.memory();
  }

  @Override
  public void close() {
    file.close();
  }
}
