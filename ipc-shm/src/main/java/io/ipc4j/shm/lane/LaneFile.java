package io.ipc4j.shm.lane;

import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.Posix.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A lane's file: its header says capacity and slots, and the whole is viewed as {@link LaneLayout}.
 *
 * <p>Numbers of the header: 0 capacity, 1 offset of the ring, 2 slots, 3 bytes of a slot, 4 the
 * lane's number among those of its writer, 5 whether it carries replies. The creator is the writer.
 */
public final class LaneFile implements AutoCloseable {
  /** The smallest ring. */
  public static final long MIN_CAPACITY = 4096;

  private final SharedFile file;
  private final LaneLayout layout;

  private LaneFile(SharedFile file) {
    this.file = file;
    this.layout = new LaneLayout(file.memory(), capacity(file.spec()), slots(file.spec()));
  }

  /**
   * Creates a lane.
   *
   * @param path its name
   * @param shape what it is like
   * @return the lane, or empty if the name is taken
   */
  public static Optional<LaneFile> create(Path path, Shape shape) {
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
                shape.back ? 1L : 0L),
            "");
    return SharedFile.create(path, spec).map(LaneFile::new);
  }

  /**
   * Opens a lane.
   *
   * @return the lane, or empty if there is none
   * @throws io.ipc4j.error.IpcCorruptException if it isn't a possible lane
   */
  public static Optional<LaneFile> attach(Path path) {
    return SharedFile.attach(path, FileKind.LANE, Access.READ_WRITE).map(LaneFile::checked);
  }

  private static LaneFile checked(SharedFile file) {
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
    return new LaneFile(
        file.requireNumber(1, "offset of the ring", LaneLayout.ringOffset((int) slots))
            .requireNumber(3, "bytes of a slot", LaneLayout.SLOT_BYTES)
            .requireSize(LaneLayout.fileSize(capacity, (int) slots)));
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
        capacity(spec), slots(spec), spec.creator(), spec.number(4), spec.number(5) != 0);
  }

  /** Its name. */
  public Path path() {
    return file.path();
  }

  /** Unmaps the lane; its name stays. */
  @Override
  public void close() {
    file.close();
  }

  /**
   * What a lane is like.
   *
   * @param capacity bytes of the ring, a power of two
   * @param slots how many readers it can have
   * @param writer the member that writes it
   * @param number of the lane among those of one member
   * @param back whether it carries replies
   */
  public record Shape(long capacity, int slots, long writer, long number, boolean back) {}
}
