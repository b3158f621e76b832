package io.ipc4j.tool;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Finds line feeds, eight bytes at a time. */
final class LineFeeds {

  private static final ValueLayout.OfLong EIGHT_BYTES =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private LineFeeds() {}

  /** The position of the first line feed in a range, or the range's end if there is none. */
  static long next(MemorySegment memory, long from, long end) {
    long at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long zeroWhereFeed = memory.get(EIGHT_BYTES, at) ^ LINE_FEEDS;
      // the lowest bit that is set marks the first zero byte; higher ones may be false
      long marks = (zeroWhereFeed - LOW_BITS) & ~zeroWhereFeed & HIGH_BITS;
      if (marks != 0) {
        return at + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    for (; at < end; at++) {
      if (memory.get(ValueLayout.JAVA_BYTE, at) == '\n') {
        return at;
      }
    }
    return end;
  }
}
