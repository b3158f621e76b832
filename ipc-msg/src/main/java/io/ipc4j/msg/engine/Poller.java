package io.ipc4j.msg.engine;

import java.io.IOException;

/**
 * Waits in the kernel until one of several sources is ready. One thread waits at a time; the other
 * methods are for any thread.
 */
public interface Poller extends AutoCloseable {
  /** What a source is waited for. */
  enum Interest {
    /** Something to read, or the end of it. */
    READ,
    /** Room to write. */
    WRITE
  }

  /** Takes what became ready, on the thread that waited. */
  @FunctionalInterface
  interface Ready {
    /**
     * A source is ready.
     *
     * @param tag what it was registered with
     * @param readable whether there is something to read
     */
    void ready(Object tag, boolean readable);
  }

  /** Makes pollers of one kind. */
  @FunctionalInterface
  interface Factory {
    /** Makes a poller that tells {@code ready} what became so. */
    Poller open(Ready ready) throws IOException;
  }

  /**
   * Tells again and again while a source has something to read, or somebody to accept.
   *
   * @throws IOException if the source is closed
   */
  void watch(Source source, Object tag) throws IOException;

  /**
   * Tells once.
   *
   * @throws IOException if the source is closed
   */
  void once(Source source, Interest interest, Object tag) throws IOException;

  /**
   * Waits until something is ready, {@link #wake} is called, the thread is interrupted or the time
   * is over; may return earlier. Blocks the calling platform thread unless the time is 0. An
   * interrupt harms no source, and is seen within 100 ms.
   *
   * @param millis how long at most; 0 looks only
   */
  void await(long millis) throws IOException;

  /** Makes {@link #await} return, or the next one at once. */
  void wake();

  /** Lets go of a source that is closed, or about to be; one that is unknown does no harm. */
  void forget(Source source);

  /** Wakes who waits, and lets go of everything; what is called later fails or does nothing. */
  @Override
  void close();
}
