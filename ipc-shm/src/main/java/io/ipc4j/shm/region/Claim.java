package io.ipc4j.shm.region;

/**
 * The word by which a record says what its owner has of an object, or is about to change.
 *
 * <pre>
 *  63 62 61   59 58   53 52               22 21              0
 * +-----+-------+-------+-------------------+-----------------+
 * |  0  | phase | entry |       amount      |     sequence    |
 * +-----+-------+-------+-------------------+-----------------+
 * </pre>
 *
 * @param phase what the record says
 * @param entry whose object it is about
 * @param amount how many permits, or in which generation of a barrier
 * @param sequence tells the changes apart that are made with this record, as in {@link State}
 */
record Claim(Phase phase, int entry, int amount, int sequence) {
  /** What a record says. */
  enum Phase {
    /** Nothing. */
    IDLE,
    /** About to take: taken as soon as the object's state names this claim. */
    TAKING,
    /** Taken. */
    TAKEN,
    /** About to give back: given as soon as the object's state names this claim. */
    GIVING,
    /** The same, on behalf of an owner that died. */
    RETURNING,
    /** Had arrived at a barrier in a generation that was broken. */
    BROKEN
  }

  private static final Phase[] PHASES = Phase.values();
  private static final int AMOUNT_AT = 22;
  private static final int ENTRY_AT = 53;
  private static final int PHASE_AT = 59;
  private static final int ENTRY_MASK = (1 << 6) - 1;

  /** Whether a word is a claim's. */
  static boolean isClaim(long word) {
    return word >>> PHASE_AT < PHASES.length;
  }

  /** Reads a word for which {@link #isClaim} holds. */
  static Claim of(long word) {
    int phase = (int) (word >>> PHASE_AT);
    return new Claim(
        PHASES[phase],
        (int) (word >>> ENTRY_AT) & ENTRY_MASK,
        (int) (word >>> AMOUNT_AT) & State.MOST,
        (int) word & State.LAST_SEQUENCE);
  }

  @SuppressWarnings("EnumOrdinal") // the documented form
  long word() {
    return (long) phase.ordinal() << PHASE_AT
        | (long) entry << ENTRY_AT
        | (long) amount << AMOUNT_AT
        | sequence;
  }

  /** The same claim, one step on. */
  Claim in(Phase next) {
    return new Claim(next, entry, amount, sequence);
  }

  /** The next change of the same amount. */
  Claim next(Phase next) {
    return new Claim(next, entry, amount, State.next(sequence));
  }

  /** Whether a state was made by this change. */
  boolean made(long state, int record) {
    return State.record(state) == record && State.sequence(state) == sequence;
  }
}
