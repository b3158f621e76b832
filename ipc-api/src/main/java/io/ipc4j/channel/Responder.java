package io.ipc4j.channel;

import java.time.Duration;

/** The answering end of a request/reply channel. */
public interface Responder extends ChannelHandle {
  /**
   * Hands up to {@code limit} waiting requests to a handler, in place. Never blocks.
   *
   * @param handler answers at once or keeps the {@link ReplyTo} to answer later
   * @param limit the most requests to handle, 1 or more
   * @return how many were handled
   */
  int poll(RequestHandler handler, int limit);

  /**
   * Hands up to {@code limit} requests to a handler, in place, waiting for the first one.
   *
   * @param handler answers at once or keeps the {@link ReplyTo} to answer later
   * @param limit the most requests to handle, 1 or more
   * @param timeout how long to wait for the first
   * @return how many were handled, 0 if the time is over
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  int poll(RequestHandler handler, int limit, Duration timeout) throws InterruptedException;

  /**
   * This handle for many threads at once. A {@link ReplyTo} obtained through it is safe for any
   * thread too.
   *
   * @return the locked form, always the same one
   */
  Responder shared();
}
