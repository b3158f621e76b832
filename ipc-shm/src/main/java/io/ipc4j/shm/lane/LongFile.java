package io.ipc4j.shm.lane;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileLayout;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.Posix.Access;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file beside a lane that holds one message, longer than a record of the lane can be, whose
 * readers compete: a message in pieces would be lost with the reader that has some of them.
 *
 * <p>Numbers of the header: 0 length of the message, 1 number of the file among those of the lane.
 * The creator is the writer. The message follows the header.
 *
 * <p><b>Ownership.</b> The writer creates it, with all its pages; whoever marks the record done
 * that refers to it removes its name, and the writer once more when the cursor has passed that
 * record. <b>If the process dies here</b>, before the record is published or before the name is
 * removed, the file goes with its lane.
 */
public final class LongFile implements AutoCloseable {
  /** Where the message begins. */
  public static final long DATA = FileLayout.HEADER_BYTES;

  /** The length of the payload of a record that says where such a message lies. */
  public static final int PLACE_BYTES = 3 * Long.BYTES;

  private static final String INFIX = ".long-";
  private static final long PART = 1 << 30;

  private final SharedFile file;

  private LongFile(SharedFile file) {
    this.file = file;
  }

  /**
   * Where a message lies, as its record says.
   *
   * @param number of the file
   * @param length of the message in bytes
   * @param checksum of the message, 0 on a channel without
   */
  public record Place(long number, long length, long checksum) {
    /** Reads the payload of a record. */
    public static Place read(MemorySegment memory, long offset) {
      return new Place(
          memory.get(ValueLayout.JAVA_LONG, offset),
          memory.get(ValueLayout.JAVA_LONG, offset + Long.BYTES),
          memory.get(ValueLayout.JAVA_LONG, offset + 2 * Long.BYTES));
    }

    /** Writes the payload of a record that isn't published. */
    void write(LaneMemory to, long position) {
      long payload = position + Header.BYTES;
      to.put(payload, number);
      to.put(payload + Long.BYTES, length);
      to.put(payload + 2 * Long.BYTES, checksum);
    }
  }

  /** The name of a lane's file with a number. */
  public static Path of(Path lane, long number) {
    return lane.resolveSibling(lane.getFileName() + INFIX + number);
  }

  /** The name of the lane whose message a file holds, or empty if it isn't named so. */
  public static Optional<Path> laneOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int end = name.indexOf(INFIX);
    return end < 0 ? Optional.empty() : Optional.of(file.resolveSibling(name.substring(0, end)));
  }

  /** Removes all that a lane which is removed has left. */
  public static void removeAllOf(Path lane) {
    for (Path path : Directories.list(lane.resolveSibling(""))) {
      if (laneOf(path).equals(Optional.of(lane))) {
        SharedFile.remove(path);
      }
    }
  }

  /**
   * Creates one, with all its pages.
   *
   * @throws io.ipc4j.error.IpcResourceException if there is no space
   */
  public static LongFile create(Path lane, long writer, long number, long length) {
    FileSpec spec =
        new FileSpec(FileKind.MESSAGE, DATA + length, writer, List.of(length, number), "");
    return SharedFile.create(of(lane, number), spec)
        .map(LongFile::new)
        .orElseThrow(() -> SharedFile.corrupt(of(lane, number), "it exists already"));
  }

  /**
   * Opens one, for reading only.
   *
   * @throws io.ipc4j.error.IpcCorruptException if it isn't there, or isn't what the record says
   */
  public static LongFile attach(Path lane, Place where) {
    Path path = of(lane, where.number);
    return SharedFile.attach(path, FileKind.MESSAGE, Access.READ_ONLY)
        .map(file ->
            new LongFile(
                file.requireNumber(0, "length of the message", where.length)
                    .requireNumber(1, "number", where.number)
                    .requireSize(DATA + where.length)))
        .orElseThrow(() -> SharedFile.corrupt(path, "a record refers to it, and it isn't there"));
  }

  /** The length of the message in bytes. */
  public long length() {
    return file.spec().number(0);
  }

  /** The file; the message begins at {@link #DATA}. */
  public MemorySegment memory() {
    return file.memory();
  }

  /** The checksum of the message, 0 on a channel without. */
  public long checksum(ChecksumKind kind) {
    if (kind == ChecksumKind.NONE) {
      return 0;
    }
    CRC32C crc = new CRC32C();
    long end = file.spec().size();
    for (long from = DATA; from < end; from += PART) {
      crc.update(memory().asSlice(from, Math.min(PART, end - from)).asByteBuffer());
    }
    return crc.getValue();
  }

  /** Removes its name; closes it. */
  public void remove() {
    close();
    SharedFile.remove(file.path());
  }

  @Override
  public void close() {
    file.close();
  }
}
