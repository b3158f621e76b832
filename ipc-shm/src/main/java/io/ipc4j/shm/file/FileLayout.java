package io.ipc4j.shm.file;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.point.CrashPoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The header that every shared file begins with; it never changes once the file has its name.
 *
 * <pre>
 *     0  magic        "IPC4JSHM", stored last
 *     8  version      u32
 *    12  byte order   u32, 0x01020304
 *    16  kind         u32, see FileKind
 *    20  header bytes u32, 1024
 *    24  file size    u64
 *    32  creator      u64, a session
 *    40  created      u64, milliseconds since 1970
 *    48  numbers      8 x u64, by kind
 *   112  text length  u32
 *   116  text         up to 900 bytes of UTF-8, by kind
 *  1020  checksum     u32, CRC-32C of the bytes 8 to 1019
 * </pre>
 */
public final class FileLayout {
  /** Bytes of the header. */
  public static final int HEADER_BYTES = 1024;

  /** How many numbers a header holds. */
  public static final int NUMBERS = 8;

  /** How many bytes of text a header holds. */
  public static final int TEXT_BYTES = 900;

  /** The version of all layouts together. */
  public static final int VERSION = 1;

  private static final long MAGIC_VALUE = 0x4D48534A34435049L; // "IPC4JSHM", first byte lowest
  private static final int BYTE_ORDER_VALUE = 0x01020304;
  private static final long MAGIC = 0;
  private static final long VERSION_AT = 8;
  private static final long BYTE_ORDER = 12;
  private static final long KIND = 16;
  private static final long HEADER_SIZE = 20;
  private static final long SIZE = 24;
  private static final long CREATOR = 32;
  private static final long CREATED = 40;
  private static final long NUMBERS_AT = 48;
  private static final long TEXT_LENGTH = 112;
  private static final long TEXT = 116;
  private static final long CHECKSUM = 1020;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private FileLayout() {}

  /** Writes the header of a file that has no name yet: everything, then the magic. */
  static void write(MemorySegment file, FileSpec spec, long createdMillis) {
    byte[] text = spec.text().getBytes(StandardCharsets.UTF_8);
    if (text.length > TEXT_BYTES || spec.numbers().size() > NUMBERS) {
      throw new IllegalArgumentException("text bytes=" + text.length + " max=" + TEXT_BYTES);
    }
    CrashPoint.HEADER_VERSION.reach();
    file.set(INT, VERSION_AT, VERSION);
    CrashPoint.HEADER_BYTE_ORDER.reach();
    file.set(INT, BYTE_ORDER, BYTE_ORDER_VALUE);
    CrashPoint.HEADER_KIND.reach();
    file.set(INT, KIND, spec.kind().number());
    CrashPoint.HEADER_BYTES.reach();
    file.set(INT, HEADER_SIZE, HEADER_BYTES);
    CrashPoint.HEADER_SIZE.reach();
    LONG.set(file, SIZE, spec.size());
    CrashPoint.HEADER_CREATOR.reach();
    LONG.set(file, CREATOR, spec.creator());
    CrashPoint.HEADER_CREATED.reach();
    LONG.set(file, CREATED, createdMillis);
    for (int i = 0; i < spec.numbers().size(); i++) {
      CrashPoint.HEADER_NUMBER.reach();
      LONG.set(file, NUMBERS_AT + 8L * i, (long) spec.numbers().get(i));
    }
    CrashPoint.HEADER_TEXT_LENGTH.reach();
    file.set(INT, TEXT_LENGTH, text.length);
    CrashPoint.HEADER_TEXT.reach();
    MemorySegment.copy(MemorySegment.ofArray(text), 0, file, TEXT, text.length);
    CrashPoint.HEADER_CHECKSUM.reach();
    file.set(INT, CHECKSUM, checksum(file));
    CrashPoint.HEADER_MAGIC.reach();
    LONG.setRelease(file, MAGIC, MAGIC_VALUE);
  }

  /**
   * Reads and checks a header, once: what is checked is a copy, which nobody changes meanwhile.
   *
   * @param shared at least the header's bytes
   * @param kind what the file must hold
   * @param realSize what the file system says
   * @param path names the file in an error
   * @throws IpcCorruptException naming the field that is wrong
   */
  static FileSpec read(MemorySegment shared, FileKind kind, long realSize, Path path) {
    long magic = (long) LONG.getAcquire(shared, MAGIC);
    require(magic == MAGIC_VALUE, path, "magic", "not a file of shm");
    long[] copy = shared.asSlice(0, HEADER_BYTES).toArray(ValueLayout.JAVA_LONG);
    return readCopy(MemorySegment.ofArray(copy), kind, realSize, path);
  }

  private static FileSpec readCopy(MemorySegment file, FileKind kind, long realSize, Path path) {
    // The order comes first: with another one every other field looks wrong.
    requireEqual(path, "byte order", BYTE_ORDER_VALUE, file.get(INT, BYTE_ORDER));
    int version = file.get(INT, VERSION_AT);
    if (version != VERSION) {
      throw otherVersion(path, version);
    }
    requireEqual(path, "header bytes", HEADER_BYTES, file.get(INT, HEADER_SIZE));
    requireEqual(path, "header checksum", checksum(file), file.get(INT, CHECKSUM));
    requireEqual(path, "kind", kind.number(), file.get(INT, KIND));
    requireEqual(path, "size", realSize, (long) LONG.get(file, SIZE));
    int length = file.get(INT, TEXT_LENGTH);
    require(length >= 0 && length <= TEXT_BYTES, path, "text length=" + length, "out of range");
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < NUMBERS; i++) {
      numbers.add((long) LONG.get(file, NUMBERS_AT + 8L * i));
    }
    byte[] text = file.asSlice(TEXT, length).toArray(ValueLayout.JAVA_BYTE);
    long creator = (long) LONG.get(file, CREATOR);
    return new FileSpec(kind, realSize, creator, numbers, new String(text, StandardCharsets.UTF_8));
  }

  private static int checksum(MemorySegment file) {
    CRC32C crc = new CRC32C();
    crc.update(file.asSlice(VERSION_AT, CHECKSUM - VERSION_AT).toArray(ValueLayout.JAVA_BYTE));
    return (int) crc.getValue();
  }

  private static IpcCorruptException otherVersion(Path path, int found) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT,
        ErrorText.of("file", path)
            .problem(
                "layout version: expected " + VERSION + ", found " + Integer.toUnsignedLong(found))
            .remedy(
                "Programs with different versions of ipc-shm can't meet: give all the same one, or"
                    + " this one an ipc.namespace or ipc.directory of its own")
            .text());
  }

  private static void requireEqual(Path path, String field, long expected, long found) {
    require(
        expected == found,
        path,
        field,
        "expected 0x" + Long.toHexString(expected) + ", found 0x" + Long.toHexString(found));
  }

  private static void require(boolean holds, Path path, String field, String problem) {
    if (!holds) {
      throw SharedFile.corrupt(path, field + ": " + problem);
    }
  }
}
