package io.ipc4j.shm.lane;

import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.Posix.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lane's file: its header says capacity and slots, and the whole is viewed as {@link LaneLayout}.
 *
 * <p>Numbers of the header: 0 capacity, 1 offset of the ring, 2 slots, 3 bytes of a slot, 4 the
 * lane's number among those of its writer, 5 whether it carries replies, 6 bytes of its pool, 0 if
 * it has none, 7 its {@link Discipline}. The creator is the writer.
 *
 * <p>A {@link PoolFile} gets its name before its lane and loses it after: whoever finds the lane
 * finds the pool, or both are on their way out. <b>If the process dies here</b> between the two
 * names, a pool without a lane is left, which nobody needs once its member isn't alive.
 */
public final class LaneFile implements AutoCloseable {
  private static final int POOL = 6;
  private static final int DISCIPLINE = 7;

  /** The smallest ring. */
  public static final long MIN_CAPACITY = 4096;

  private final SharedFile file;
  private final LaneLayout layout;
  private final @Nullable PoolFile pool;

  private LaneFile(SharedFile file, @Nullable PoolFile pool) {
    this.file = file;
    this.pool = pool;
    this.layout = new LaneLayout(file.memory(), capacity(file.spec()), slots(file.spec()));
  }

  /**
   * Creates a lane, and its pool before it.
   *
   * @param path its name
   * @param shape what it is like
   * @return the lane, or empty if the name is taken
   * @throws io.ipc4j.error.IpcResourceException if there is no space; nothing is left then
   */
  public static Optional<LaneFile> create(Path path, Shape shape) {
    if (shape.pool == 0) {
      return createLane(path, shape).map(file -> new LaneFile(file, null));
    }
    Optional<PoolFile> pool = PoolFile.create(path, shape.writer, shape.pool);
    if (pool.isEmpty()) {
      return Optional.empty();
    }
    Optional<LaneFile> lane = Optional.empty();
    try {
      lane = createLane(path, shape).map(file -> new LaneFile(file, pool.get()));
      return lane;
    } finally {
      if (lane.isEmpty()) {
        pool.get().close();
        SharedFile.remove(PoolFile.beside(path));
      }
    }
  }

  private static Optional<SharedFile> createLane(Path path, Shape shape) {
    FileSpec spec =
        new FileSpec(
            FileKind.LANE,
            LaneLayout.fileSize(shape.capacity, shape.slots),
            shape.writer,
            List.of(
                shape.capacity,
                LaneLayout.ringOffset(shape.slots),
                (long) shape.slots,
                (long) LaneLayout.SLOT_BYTES,
                shape.number,
                shape.back ? 1L : 0L,
                shape.pool,
                shape.discipline.number()),
            "");
    return SharedFile.create(path, spec);
  }

  /**
   * Opens a lane together with its pool, for its reader.
   *
   * @return the lane, or empty if it is gone
   * @throws io.ipc4j.error.IpcCorruptException if it or its pool isn't possible
   */
  public static Optional<LaneFile> attachToRead(Path path) {
    Optional<SharedFile> found = open(path);
    if (found.isEmpty() || found.get().spec().number(POOL) == 0) {
      return found.map(file -> new LaneFile(file, null));
    }
    SharedFile file = found.get();
    Optional<PoolFile> pool = Optional.empty();
    try {
      pool = PoolFile.attach(path, file.spec().number(POOL));
      return pool.map(chunks -> new LaneFile(file, chunks));
    } finally {
      if (pool.isEmpty()) {
        file.close();
      }
    }
  }

  /**
   * Opens a lane without its pool.
   *
   * @return the lane, or empty if there is none
   * @throws io.ipc4j.error.IpcCorruptException if it isn't a possible lane
   */
  public static Optional<LaneFile> attach(Path path) {
    return open(path).map(file -> new LaneFile(file, null));
  }

  /** Removes a lane's name, then its pool's; who has them mapped keeps them. */
  public static void remove(Path path) {
    SharedFile.remove(path);
    SharedFile.remove(PoolFile.beside(path));
  }

  private static Optional<SharedFile> open(Path path) {
    return SharedFile.attach(path, FileKind.LANE, Access.READ_WRITE).map(LaneFile::checked);
  }

  private static SharedFile checked(SharedFile file) {
    FileSpec spec = file.spec();
    long capacity = capacity(spec);
    if (capacity < MIN_CAPACITY || Long.bitCount(capacity) != 1) {
      file.close();
      throw SharedFile.corrupt(
          file.path(),
          "capacity: expected a power of two from " + MIN_CAPACITY + " on, found " + capacity);
    }
    long slots = spec.number(2);
    if (slots < 1 || slots > LaneLayout.MAX_SLOTS) {
      file.close();
      throw SharedFile.corrupt(
          file.path(), "slots: expected 1 to " + LaneLayout.MAX_SLOTS + ", found " + slots);
    }
    long pool = spec.number(POOL);
    if (pool < 0 || pool != PoolFile.dataSize(pool)) {
      file.close();
      throw SharedFile.corrupt(file.path(), "pool: expected whole pages, found " + pool);
    }
    if (Discipline.of(spec.number(DISCIPLINE)).isEmpty()) {
      file.close();
      throw SharedFile.corrupt(
          file.path(),
          "discipline: expected " + Discipline.numbers() + ", found " + spec.number(DISCIPLINE));
    }
    return file.requireNumber(1, "offset of the ring", LaneLayout.ringOffset((int) slots))
        .requireNumber(3, "bytes of a slot", LaneLayout.SLOT_BYTES)
        .requireSize(LaneLayout.fileSize(capacity, (int) slots));
  }

  /** The ring for so many bytes in flight: a power of two, not less. */
  public static long capacityFor(long bytes) {
    return Math.max(MIN_CAPACITY, Long.highestOneBit(Math.max(bytes, 2) - 1) << 1);
  }

  private static long capacity(FileSpec spec) {
    return spec.number(0);
  }

  private static int slots(FileSpec spec) {
    return (int) spec.number(2);
  }

  /** The lane's memory. */
  public LaneLayout layout() {
    return layout;
  }

  /** What the lane is like. */
  public Shape shape() {
    FileSpec spec = file.spec();
    return new Shape(
        capacity(spec),
        slots(spec),
        spec.creator(),
        spec.number(4),
        spec.number(5) != 0,
        spec.number(POOL),
        Discipline.of(spec.number(DISCIPLINE)).orElse(Discipline.WAITS));
  }

  /** The writing side of its pool, for a lane that was just created; null if it has none. */
  public @Nullable PoolWriter poolWriter() {
    return pool == null ? null : new PoolWriter(pool.memory());
  }

  /**
   * The reading side of its pool, null if it has none.
   *
   * @param longest the longest message that the channel allows: no piece of one is longer
   */
  public @Nullable PoolReader poolReader(long longest) {
    return pool == null ? null : new PoolReader(pool.memory(), longest);
  }

  /** Its name. */
  public Path path() {
    return file.path();
  }

  /** Unmaps the lane; its name stays. */
  @Override
  public void close() {
    file.close();
    if (pool != null) {
      pool.close();
    }
  }

  /**
   * What a lane is like.
   *
   * @param capacity bytes of the ring, a power of two
   * @param slots how many readers it can have
   * @param writer the member that writes it
   * @param number of the lane among those of one member
   * @param back whether it carries replies
   * @param pool bytes of its pool, whole pages, 0 if it has none
   * @param discipline how its readers read
   */
  public record Shape(
      long capacity,
      int slots,
      long writer,
      long number,
      boolean back,
      long pool,
      Discipline discipline) {}
}
