package io.ipc4j.aeron.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One subscriber's view of a {@link Broadcast}: counts which of its records were offered to this
 * subscriber, and writes those that no other view has written.
 *
 * <p><i>State:</i> a view begins with the first record that it is offered; until then it moves
 * along with the stream whenever it is asked for room, which the layer above does on all links
 * before it offers a record to any. Only a link that is the only one may be offered one without.
 */
final class SharedOut extends RecordOut {
  private static final long SMALLEST = 4096;

  private final Broadcast stream;
  private volatile long offered;
  private volatile boolean started;
  private volatile long began;
  private boolean asked;
  private boolean leads;
  private boolean claimed;
  private MemorySegment scratch = MemorySegment.NULL;

  SharedOut(Broadcast stream) {
    this.stream = stream;
  }

  private void moveAlong() {
    if (stream.turn.enter()) {
      offered = stream.written();
      began = stream.log.position();
      stream.turn.exit();
    }
  }

  @Override
  public long maxRecord() {
    return stream.log.maxRecord();
  }

  private long consumed() {
    return Math.max(began, consumedPosition());
  }

  @Override
  public boolean hasRoom(long length) {
    if (!started) {
      moveAlong();
      asked = true;
    }
    if (claimed || !stream.turn.enter()) {
      return false;
    }
    boolean fits = stream.log.fits(length, consumed());
    stream.turn.exit();
    return fits;
  }

  @Override
  public long claim(long length) {
    if (claimed) {
      throw new IllegalStateException("a claim is open");
    }
    if (!started && !asked) {
      moveAlong();
    }
    started = true;
    if (!stream.turn.enter()) {
      return NO_READER;
    }
    if (offered < stream.written()) {
      stream.turn.exit();
      if (scratch.byteSize() < length) {
        scratch = Arena.ofAuto().allocate(Math.max(SMALLEST, length), Long.BYTES);
      }
      claimed = true;
      leads = false;
      return 0;
    }
    long at = stream.log.fits(length, consumed()) ? stream.log.claim(length) : NO_ROOM;
    if (at < 0) {
      stream.turn.exit();
    } else {
      claimed = true;
      leads = true; // keeps the turn, so that the memory stays
    }
    return at;
  }

  @Override
  public MemorySegment claimMemory() {
    return leads ? stream.log.memory() : scratch;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  public void commit(int flags) {
    claimed = false;
    offered++;
    if (leads) {
      stream.commit(flags);
      stream.turn.exit();
    }
  }

  @Override
  public void abort() {
    claimed = false;
    if (leads) {
      stream.log.abort();
      stream.turn.exit();
    }
  }

  @Override
  long sent() {
    return stream.written();
  }

  @Override
  long inDoubt() {
    return started ? Math.max(0, offered - consumedRecords()) : 0;
  }

  /** The stream is ended by the endpoint. */
  @Override
  boolean tryEnd() {
    return true;
  }
}
