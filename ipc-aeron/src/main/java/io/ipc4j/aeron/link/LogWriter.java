package io.ipc4j.aeron.link;

import io.aeron.ExclusivePublication;
import io.aeron.logbuffer.BufferClaim;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.MemorySegment;

/**
 * Writes records to a publication, in place. Belongs to who has the turn.
 *
 * <p>A claim that is given up stays in the log, unseen, for the next one of its length; only one of
 * another length turns it into padding.
 */
final class LogWriter {
  private static final int ATTEMPTS = 4;

  private final ExclusivePublication publication;
  private final BufferClaim claim = new BufferClaim();
  private final Terms terms = new Terms();
  private final long termLength;
  private final long credit;
  private final long maxRecord;
  private MemorySegment memory = MemorySegment.NULL;
  private long claimedLength;
  private boolean spare;

  /**
   * Makes the writer.
   *
   * @param credit how many bytes of the log may be unread
   */
  LogWriter(ExclusivePublication publication, long credit) {
    this.publication = publication;
    this.termLength = publication.termBufferLength();
    this.credit = credit;
    // half of the credit, so that the end of a term and a record fit together
    long half = (credit / 2 & -Frames.ALIGNMENT) - Frames.HEADER;
    this.maxRecord = Math.min(publication.maxPayloadLength(), half);
  }

  ExclusivePublication publication() {
    return publication;
  }

  long maxRecord() {
    return maxRecord;
  }

  long position() {
    return publication.position();
  }

  /** Whether a claim would succeed, if everything up to a position was consumed. */
  boolean fits(long length, long consumed) {
    if (spare && length == claimedLength) {
      return true;
    }
    long size = Frames.size(length);
    long position = publication.position();
    long inTerm = position & (termLength - 1);
    long padding = inTerm + size > termLength ? termLength - inTerm : 0;
    return position + padding + size - consumed <= credit
        && position + padding < publication.positionLimit();
  }

  /** Reserves room: where in {@link #memory}, or NO_ROOM or NO_READER. */
  long claim(long length) {
    if (spare && length == claimedLength) {
      spare = false;
      return at();
    }
    end();
    for (int i = 0; i < ATTEMPTS; i++) {
      long result = publication.tryClaim((int) length, claim);
      if (result > 0) {
        memory = terms.of(claim.buffer());
        claimedLength = length;
        return at();
      }
      if (result == ExclusivePublication.BACK_PRESSURED) {
        return RecordSink.NO_ROOM;
      }
      if (result != ExclusivePublication.ADMIN_ACTION) { // that one: the next term has begun
        return RecordSink.NO_READER;
      }
    }
    return RecordSink.NO_ROOM;
  }

  private long at() {
    return claim.buffer().wrapAdjustment() + (long) Frames.HEADER;
  }

  MemorySegment memory() {
    return memory;
  }

  void commit(long number, int flags) {
    claim.reservedValue(Frames.word(number, flags));
    claim.commit();
  }

  void abort() {
    spare = true;
  }

  /** Gives up a claim that was kept. */
  void end() {
    if (spare) {
      spare = false;
      claim.abort();
    }
  }
}
