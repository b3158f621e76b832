package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;

/**
 * Receives messages in place, without a copy.
 *
 * <p>Called on the thread that polls. The bytes are valid until the method returns; a message is
 * consumed when the handler returns <em>or throws</em>.
 */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Handles one message.
   *
   * @param memory the segment that holds the message; it may be larger than the message
   * @param offset where the message starts in {@code memory}, a multiple of 8 bytes
   * @param length the message's length in bytes, 0 or more
   */
  void onMessage(MemorySegment memory, long offset, long length);

  /**
   * Tells that messages were lost before the one that follows. Does nothing by default; the
   * receiver's {@link Receiver#stats() counters} include the loss either way.
   *
   * @param lost how many messages were lost, 1 or more
   */
  default void onGap(long lost) {}
}
