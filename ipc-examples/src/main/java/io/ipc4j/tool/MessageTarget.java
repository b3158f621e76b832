package io.ipc4j.tool;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Takes the messages that an input is cut into. */
@FunctionalInterface
public interface MessageTarget {
  /**
   * Takes one message.
   *
   * @param memory the segment that holds it, valid until the method returns
   * @param offset its first byte
   * @param length its length in bytes
   * @throws IOException if it can't be passed on
   * @throws InterruptedException if the thread is interrupted
   */
  void accept(MemorySegment memory, long offset, long length)
      throws IOException, InterruptedException;
}
