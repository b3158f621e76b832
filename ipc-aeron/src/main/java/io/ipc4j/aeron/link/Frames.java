package io.ipc4j.aeron.link;

/**
 * The word that Aeron reserves in each frame's header, as records use it:
 *
 * <pre>
 *  63                                             8   4   0
 * +------------------------------------------------+---+---+
 * | number of the record in its stream, from 0     | 1 | f |   f: flags of the layer above
 * +------------------------------------------------+---+---+
 * </pre>
 */
final class Frames {
  /** Bytes of Aeron's header before each payload. */
  static final int HEADER = 32;

  /** Frames begin at multiples of this. */
  static final int ALIGNMENT = 32;

  private static final long RECORD = 1L << 4;

  private Frames() {}

  static long word(long number, int flags) {
    return number << 8 | RECORD | flags;
  }

  static boolean isRecord(long word) {
    return (word & 0xF0) == RECORD;
  }

  static int flags(long word) {
    return (int) word & 0xF;
  }

  static long number(long word) {
    return word >>> 8;
  }

  /** The bytes that a payload of that length takes in the log. */
  static long size(long length) {
    return (length + HEADER + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
