package io.ipc4j.aeron.link;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.MemorySegment;

/**
 * The writing half of a link. The sink's methods belong to one thread at a time; the rest is for
 * any thread.
 */
abstract sealed class RecordOut implements RecordSink permits DirectOut, SharedOut {
  private volatile long consumedRecords;
  private volatile long consumedPosition;

  /** Notes what the reader says to have consumed. Called by who has the control stream's turn. */
  final void acknowledged(long records, long position) {
    if (records >= consumedRecords && position >= consumedPosition) {
      consumedRecords = records;
      consumedPosition = position;
    }
  }

  final long consumedRecords() {
    return consumedRecords;
  }

  final long consumedPosition() {
    return consumedPosition;
  }

  /** How many records were sent, counted from the beginning of the stream. */
  abstract long sent();

  /** How many records were sent and not acknowledged. */
  abstract long inDoubt();

  /** Takes nothing more; false if somebody is writing now. */
  abstract boolean tryEnd();

  /** Whether the reader has acknowledged everything. */
  final boolean isFlushed() {
    return inDoubt() == 0;
  }

  @Override
  public final SendResult offer(int flags, MemorySegment source, long offset, long length) {
    long at = claim(length);
    if (at < 0) {
      return at == NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
    }
    MemorySegment.copy(source, offset, claimMemory(), at, length);
    commit(flags);
    return SendResult.SENT;
  }
}
