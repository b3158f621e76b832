package io.ipc4j.internal;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.MemorySegment;

/**
 * What the two ends of an acknowledged link say to each other between messages, in {@link
 * RecordFlags#NOTE} records of little-endian words, of which the first is the kind:
 *
 * <pre>
 *  MARK    sender    gap, again     of the next message: how many were lost before it, and whether
 *                                   (1) or not (0) a receiver may have handled it before; the
 *                                   latest mark holds
 *  RESUME  sender    high, low, n   first on a link: who sends, as 128 random bits, and the number
 *                                   of the next message; the ones after it count on
 *  ACK     receiver  count          how many messages of this link it has handled
 * </pre>
 */
final class Notes {
  static final long MARK = 1;
  static final long RESUME = 2;
  static final long ACK = 3;

  /** Room for any note. */
  static final int LONGEST = 4 * Long.BYTES;

  private Notes() {}

  /** Writes a word; the kind is word 0. */
  static void set(MemorySegment memory, long at, int word, long value) {
    memory.set(RecordFlags.COUNT_LAYOUT, at + (long) word * Long.BYTES, value);
  }

  /** Reads a word that {@link #kind} has found to be there. */
  static long get(MemorySegment memory, long at, int word) {
    return memory.get(RecordFlags.COUNT_LAYOUT, at + (long) word * Long.BYTES);
  }

  /** The length of a note in bytes. */
  static int length(long kind) {
    return (kind == ACK ? 2 : kind == MARK ? 3 : 4) * Long.BYTES;
  }

  /** The kind of a note that a peer wrote, after a look at its length. */
  static long kind(MemorySegment memory, long at, long length) {
    long kind = length < Long.BYTES ? 0 : get(memory, at, 0);
    if (kind < MARK || kind > ACK || length != length(kind)) {
      throw corrupt("a note of kind " + kind + " and " + length + " bytes");
    }
    return kind;
  }

  static IpcCorruptException corrupt(String what) {
    return new IpcCorruptException(ErrorIds.CORRUPT, "the peer wrote " + what);
  }
}
