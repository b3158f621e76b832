package io.ipc4j.spi;

/**
 * What an idle thread waits on until a port or endpoint may have work: {@code token = prepare()},
 * look again, {@code await(token, nanos)} or {@code cancel()}.
 *
 * <p>A signal between {@link #prepare} and {@link #await} is not missed: await then returns at
 * once. One thread waits at a time; {@link #signalled} and {@link #wake} are for any thread.
 * Returning early without reason is allowed, returning late is not, except that a transport whose
 * peer may die between writing and waking checks again at least every 100 ms, or when that peer has
 * died.
 */
public abstract class Gate {
  private static final long PATIENCE = 100_000_000;

  /** For subclasses. */
  protected Gate() {}

  /**
   * Announces that the owner is about to sleep, so that peers wake it.
   *
   * @return a token for this attempt
   */
  public abstract long prepare();

  /**
   * Tells whether the gate has opened since {@link #prepare} returned the token.
   *
   * @param token from prepare
   * @return whether waiting is over
   */
  public abstract boolean signalled(long token);

  /**
   * Waits on the calling platform thread until the gate opens, the time is over or the thread is
   * interrupted (its interrupt status then stays set), and retracts the announcement. Never called
   * on a virtual thread.
   *
   * @param token from prepare
   * @param nanos how long at most
   */
  public abstract void await(long token, long nanos);

  /**
   * How long somebody may wait before he looks himself, at whether he is interrupted too.
   *
   * @return nanoseconds, 100 ms unless everything that could happen without a signal is told by
   *     one, and an interrupt ends {@link #await} at once
   */
  public long patience() {
    return PATIENCE;
  }

  /** Retracts the announcement without waiting. */
  public abstract void cancel();

  /** Opens the gate for this process's waiter: used by close, from any thread. */
  public abstract void wake();
}
