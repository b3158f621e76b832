package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;

/** Handles requests in place. */
@FunctionalInterface
public interface RequestHandler {
  /**
   * Handles one request; its bytes are valid until the method returns.
   *
   * @param memory the segment that holds the request
   * @param offset where the request starts, a multiple of 8 bytes
   * @param length the request's length in bytes
   * @param replyTo where the answer goes; may be kept and used later, once
   */
  void onRequest(MemorySegment memory, long offset, long length, ReplyTo replyTo);
}
