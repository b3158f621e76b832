package io.ipc4j.shm.lane;

/**
 * The word before each record, by which the record becomes visible.
 *
 * <pre>
 *  63            48 47    40 39  36 35   32 31                              0
 * +----------------+--------+------+-------+---------------------------------+
 * |      tag       | claim  | type | flags |         payload length          |
 * +----------------+--------+------+-------+---------------------------------+
 * </pre>
 *
 * <p>The tag is the upper 16 bits of the position times an odd constant: what a former lap left, a
 * copy from elsewhere or a stray value doesn't fit its place. The claim byte is 0 unless receivers
 * compete. Zero is no header.
 */
public final class Header {
  /** Bytes of a header. */
  public static final int BYTES = 8;

  /** Number of flag bits that belong to the layer above. */
  public static final int FLAG_BITS = 4;

  /** The type of a record that carries a message. */
  static final int DATA = 1;

  /** The type of a record that fills the end of the ring. */
  static final int PADDING = 2;

  /** The type of a record that says where in the lane's pool a message lies: offset and length. */
  static final int REFERENCE = 3;

  /** The payload's length of a {@link #REFERENCE}. */
  static final int REFERENCE_LENGTH = 2 * Long.BYTES;

  /** The longest payload that a header can describe. */
  static final int MAX_LENGTH = Integer.MAX_VALUE - 15;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final long TAG_MASK = 0xFFFFL << 48;
  private static final int CLAIM_SHIFT = 40;
  private static final int TYPE_SHIFT = 36;
  private static final int FLAGS_SHIFT = 32;
  private static final int NIBBLE = 0xF;

  private Header() {}

  /** The header of a record. */
  static long of(long position, int type, int flags, int length) {
    return (position * SPREAD & TAG_MASK)
        | (long) type << TYPE_SHIFT
        | (long) (flags & NIBBLE) << FLAGS_SHIFT
        | length;
  }

  /** Whether the header's tag is that of its position, and nobody has claimed the record. */
  static boolean fits(long header, long position) {
    return (header ^ (position * SPREAD & TAG_MASK)) >>> CLAIM_SHIFT == 0;
  }

  /** The payload's length; negative if the header is corrupt. */
  static int length(long header) {
    return (int) header;
  }

  /** The type: {@link #DATA}, {@link #PADDING} or {@link #REFERENCE} unless it is corrupt. */
  static int type(long header) {
    return (int) (header >>> TYPE_SHIFT) & NIBBLE;
  }

  /** The flag bits of the layer above. */
  static int flags(long header) {
    return (int) (header >>> FLAGS_SHIFT) & NIBBLE;
  }

  /** The bytes that a record with this payload takes, header and padding included. */
  static long recordSize(int length) {
    return ((long) length + BYTES + 7) & -8L;
  }

  /**
   * Checks every bit of a header that was read, of any type but {@link #REFERENCE}.
   *
   * @param capacity of the ring, a power of two
   * @param behind how many bytes follow each payload, a multiple of 8
   * @return where the record ends, or -1 if the header is impossible at its position
   */
  static long end(long header, long position, long capacity, int behind) {
    int length = length(header);
    int type = type(header);
    long rest = capacity - (position & capacity - 1);
    boolean possible =
        fits(header, position)
            && length >= 0
            && (type == DATA
                ? recordSize(length) + behind <= rest
                : type == PADDING && length + (long) BYTES == rest && rest < capacity);
    long size = recordSize(length) + (type == DATA ? behind : 0);
    return possible ? position + size : -1;
  }

  /**
   * Checks every bit of a header that was read, of type {@link #REFERENCE}.
   *
   * @param capacity of the ring, a power of two
   * @param behind how many bytes follow each payload, a multiple of 8
   * @return where the record ends, or -1 if the header is impossible at its position
   */
  static long endOfReference(long header, long position, long capacity, int behind) {
    long size = recordSize(REFERENCE_LENGTH) + behind;
    boolean possible =
        fits(header, position)
            && type(header) == REFERENCE
            && length(header) == REFERENCE_LENGTH
            && size <= capacity - (position & capacity - 1);
    return possible ? position + size : -1;
  }
}
