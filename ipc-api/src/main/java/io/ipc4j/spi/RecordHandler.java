package io.ipc4j.spi;

import java.lang.foreign.MemorySegment;

/** Takes records from a link, in place. */
@FunctionalInterface
public interface RecordHandler {
  /**
   * Handles one record; its bytes are valid until the method returns.
   *
   * @param flags the record's {@link RecordFlags}
   * @param memory the segment that holds the record
   * @param offset where its payload starts, a multiple of 8 bytes
   * @param length the payload's length in bytes, 0 or more
   */
  void onRecord(int flags, MemorySegment memory, long offset, long length);
}
