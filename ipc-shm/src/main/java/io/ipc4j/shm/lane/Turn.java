package io.ipc4j.shm.lane;

/**
 * Counts what one thread has sent since it last received, and the other way round: tells talking
 * back and forth, where each message's latency counts, from streaming.
 *
 * <p>Belongs to one thread; only a hint, nothing depends on it.
 */
public final class Turn {
  private static final int STREAK = 64;
  private static final int PAUSE = 256;
  private static final int LONGEST = 1024;

  /** How many polls after a send look for an answer more than once: some microseconds. */
  private static final int PATIENCE = 64;

  private static final ThreadLocal<Turn> OF_THREAD = ThreadLocal.withInitial(Turn::new);

  private final Thread thread = Thread.currentThread();
  private int sent;
  private int received;
  private int patience;
  private int pause = PAUSE;

  private Turn() {}

  /** The calling thread's turn; a handle keeps it as long as {@link #isMine}. */
  public static Turn mine() {
    return OF_THREAD.get();
  }

  /** Whether it is the calling thread's. */
  @SuppressWarnings("ReferenceEquality") // a thread is itself
  public boolean isMine() {
    return thread == Thread.currentThread();
  }

  /** Notes a sent record; whether the two sides talk back and forth. */
  public boolean sent() {
    if (sent >= STREAK && received == 0) {
      return false; // without a store: each store of a stream counts
    }
    received = 0;
    boolean talking = ++sent < STREAK;
    patience = talking ? PATIENCE : 0;
    return talking;
  }

  /**
   * After an empty poll: whether an answer to what was sent just now is worth another few looks,
   * which see it sooner than the next poll does. Not for long.
   */
  public boolean expectsAnswer() {
    return patience > 0 && --patience > 0;
  }

  /** Notes received records. */
  public void received(int count) {
    sent = 0;
    received += count;
  }

  /**
   * After an empty poll: steps back for some microseconds if this thread only receives, so that it
   * doesn't follow the writer cache line by cache line; longer, up to {@link #LONGEST}, as long as
   * so much comes meanwhile that the writer can't but be streaming.
   */
  public void stepBack() {
    if (received > STREAK) {
      pause = received >= pause / 2 ? Math.min(pause * 2, LONGEST) : PAUSE;
      received = 0;
      for (int i = 0; i < pause; i++) {
        Thread.onSpinWait();
      }
    }
  }
}
