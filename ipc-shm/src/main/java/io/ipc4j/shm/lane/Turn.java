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

  private static final ThreadLocal<Turn> OF_THREAD = ThreadLocal.withInitial(Turn::new);

  private final Thread thread = Thread.currentThread();
  private int sent;
  private int received;

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
    received = 0;
    return ++sent < STREAK;
  }

  /** Notes received records. */
  public void received(int count) {
    sent = 0;
    received += count;
  }

  /**
   * After an empty poll: steps back for some microseconds if this thread only receives, so that it
   * doesn't follow the writer cache line by cache line.
   */
  public void stepBack() {
    if (received > STREAK) {
      received = 0;
      for (int i = 0; i < PAUSE; i++) {
        Thread.onSpinWait();
      }
    }
  }
}
