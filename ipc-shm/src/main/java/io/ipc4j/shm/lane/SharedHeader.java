package io.ipc4j.shm.lane;

/**
 * The word before each record of a lane whose readers compete.
 *
 * <pre>
 *  63      56 55        48 47    40 39  36 35   32 31                              0
 * +----------+------------+--------+------+-------+---------------------------------+
 * |   tag    | deliveries | claim  | type | flags |         payload length          |
 * +----------+------------+--------+------+-------+---------------------------------+
 * </pre>
 *
 * <p>The tag is the upper half of the one that {@link Header} has. The claim is 0 while the record
 * is free, the slot of its reader plus 1 while it has one, and 255 once it is done. Deliveries
 * counts the claims that were taken back; after 255 comes 1 again, since 0 says that nobody has had
 * the record before.
 */
final class SharedHeader {
  /** The claim of a record that is handled. */
  static final int DONE = 255;

  /** The type of a record that says where a message lies; see {@link LongFile}. */
  static final int ELSEWHERE = 4;

  /** The bits of a header that are published: all but the count of deliveries. */
  static final long PUBLISHED = ~(0xFFL << 48);

  private static final int TAG_SHIFT = 56;
  private static final int DELIVERIES_SHIFT = 48;
  private static final int CLAIM_SHIFT = 40;
  private static final int TYPE_SHIFT = 36;
  private static final long BYTE = 0xFF;
  private static final long CLAIM = BYTE << CLAIM_SHIFT;
  private static final long DELIVERIES = BYTE << DELIVERIES_SHIFT;
  private static final long CHANGING = CLAIM | DELIVERIES;

  private SharedHeader() {}

  /** 0 if the record is free, a reader's slot plus 1, or {@link #DONE}. */
  static int claim(long word) {
    return (int) (word >>> CLAIM_SHIFT & BYTE);
  }

  /** How often a claim was taken back, as far as it is counted; 0 only if never. */
  static int deliveries(long word) {
    return (int) (word >>> DELIVERIES_SHIFT & BYTE);
  }

  /** Whether a reader may claim the record. */
  static boolean isFree(long word) {
    return word != 0 && claim(word) == 0 && Header.type(word) != Header.PADDING;
  }

  /** Whether nobody will handle the record, now or later. */
  static boolean isPast(long word) {
    return claim(word) == DONE || Header.type(word) == Header.PADDING;
  }

  /** The word of a free record once a slot's reader has it. */
  static long claimed(long free, int slot) {
    return free | ((slot + 1L) << CLAIM_SHIFT);
  }

  /** The word of a record that is handled. */
  static long done(long claimed) {
    return claimed | CLAIM;
  }

  /** The word of a record whose claim is taken back: one that nobody has seen there before. */
  static long returned(long claimed) {
    long count = deliveries(claimed) == BYTE ? 1 : deliveries(claimed) + 1L;
    return (claimed & ~CHANGING) | (count << DELIVERIES_SHIFT);
  }

  /** The header that the record would have in a lane with one reader. */
  static long plain(long word, long position) {
    long tag = Header.of(position, 0, 0, 0);
    return (word & ~((BYTE << TAG_SHIFT) | CHANGING)) | tag;
  }

  /**
   * Checks every bit of a word that was read.
   *
   * @param capacity of the ring, a power of two
   * @param behind how many bytes follow each payload, a multiple of 8
   * @return where the record ends, or -1 if the word is impossible at its position
   */
  static long end(long word, long position, long capacity, int behind) {
    long tag = Header.of(position, 0, 0, 0);
    int claim = claim(word);
    int type = Header.type(word);
    boolean possible =
        (word ^ tag) >>> TAG_SHIFT == 0
            && (claim <= LaneLayout.MAX_SLOTS || claim == DONE)
            && (type != Header.PADDING || (word & CHANGING) == 0)
            && (type != ELSEWHERE || Header.length(word) == LongFile.PLACE_BYTES);
    if (!possible) {
      return -1;
    }
    long plain = plain(word, position);
    long asData = type == ELSEWHERE ? plain ^ 5L << TYPE_SHIFT : plain;
    return Header.end(asData, position, capacity, behind);
  }
}
