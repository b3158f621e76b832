package io.ipc4j.shm.region;

/**
 * The word that holds the state of an object: a value, and which change of which record made it.
 *
 * <pre>
 *  63   62                32 31      22 21              0
 * +----+--------------------+----------+-----------------+
 * |flag|        value       |  record  |     sequence    |
 * +----+--------------------+----------+-----------------+
 * </pre>
 *
 * <p>Record and sequence together name the {@link Claim} that the last change carried out. Zero is
 * the state of a new object.
 */
final class State {
  /** The largest value. */
  static final int MOST = Integer.MAX_VALUE;

  /** The largest sequence number; 1 comes after it, since 0 is that of a new record. */
  static final int LAST_SEQUENCE = (1 << 22) - 1;

  private static final int RECORD_AT = 22;
  private static final int RECORD_MASK = (1 << 10) - 1;
  private static final int VALUE_AT = 32;

  private State() {}

  static long of(boolean flag, int value, int record, int sequence) {
    return (flag ? Long.MIN_VALUE : 0)
        | (long) value << VALUE_AT
        | (long) record << RECORD_AT
        | sequence;
  }

  static boolean flag(long state) {
    return state < 0;
  }

  /** The same state with its flag set. */
  static long flagged(long state) {
    return state | Long.MIN_VALUE;
  }

  static int value(long state) {
    return (int) (state >>> VALUE_AT) & MOST;
  }

  static int record(long state) {
    return (int) (state >>> RECORD_AT) & RECORD_MASK;
  }

  static int sequence(long state) {
    return (int) state & LAST_SEQUENCE;
  }

  /** The number that follows a sequence number. */
  static int next(int sequence) {
    return sequence >= LAST_SEQUENCE ? 1 : sequence + 1;
  }
}
