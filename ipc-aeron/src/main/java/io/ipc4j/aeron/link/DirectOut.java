package io.ipc4j.aeron.link;

import io.aeron.ExclusivePublication;
import java.lang.foreign.MemorySegment;

/** Writes to a stream that one peer reads. */
final class DirectOut extends RecordOut {
  private final LogWriter log;
  private final Turn turn = new Turn();
  private volatile long sent;
  private boolean claimed;

  DirectOut(ExclusivePublication publication, long credit) {
    this.log = new LogWriter(publication, credit);
  }

  @Override
  public long maxRecord() {
    return log.maxRecord();
  }

  @Override
  public boolean hasRoom(long length) {
    if (claimed || !turn.enter()) {
      return false;
    }
    boolean fits = log.fits(length, consumedPosition());
    turn.exit();
    return fits;
  }

  @Override
  public long claim(long length) {
    if (claimed) {
      throw new IllegalStateException("a claim is open");
    }
    if (!turn.enter()) {
      return NO_READER;
    }
    long at = log.fits(length, consumedPosition()) ? log.claim(length) : NO_ROOM;
    if (at < 0) {
      turn.exit();
    } else {
      claimed = true; // keeps the turn, so that the memory stays
    }
    return at;
  }

  @Override
  public MemorySegment claimMemory() {
    return log.memory();
  }

  @Override
  public void commit(int flags) {
    long number = sent;
    sent = number + 1; // first: it may be acknowledged before this thread goes on
    log.commit(number, flags);
    claimed = false;
    turn.exit();
  }

  @Override
  public void abort() {
    log.abort();
    claimed = false;
    turn.exit();
  }

  @Override
  long sent() {
    return sent;
  }

  @Override
  long inDoubt() {
    return Math.max(0, sent - consumedRecords());
  }

  @Override
  boolean tryEnd() {
    if (!turn.tryEnd()) {
      return false;
    }
    log.end(); // nobody else comes here any more but who ends it again
    return true;
  }
}
