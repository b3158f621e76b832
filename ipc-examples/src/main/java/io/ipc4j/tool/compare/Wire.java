package io.ipc4j.tool.compare;

import io.ipc4j.tool.ToolException;

/**
 * The leading end of what is measured; the other end answers. Blocks as long as it takes, at most
 * {@link Letter#PATIENCE}. For use by one thread.
 */
interface Wire extends AutoCloseable {
  /** Waits for the other end. */
  void meet() throws InterruptedException, ToolException;

  /** Sends a message and takes it back, and checks that it is the same one. */
  void roundTrip(int size) throws InterruptedException, ToolException;

  /**
   * Sends messages for a time, and waits until the other end has taken all of them, in order.
   *
   * @return how many
   */
  long stream(int size, long nanos) throws InterruptedException, ToolException;

  /** Tells the other end that this lane is over. */
  void part() throws InterruptedException, ToolException;

  @Override
  void close();
}
