package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;

/** Writes one message in place, into memory of the transport. */
@FunctionalInterface
public interface MessageWriter {
  /**
   * Writes the message. If this method throws, nothing is sent.
   *
   * @param memory the segment to write to; it may be larger than the message
   * @param offset where the message starts, a multiple of 8 bytes
   * @param length the message's length in bytes, as asked for; the bytes are undefined until
   *     written
   */
  void write(MemorySegment memory, long offset, long length);
}
