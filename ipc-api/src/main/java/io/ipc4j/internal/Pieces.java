package io.ipc4j.internal;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages that are longer than a link's longest record. The message is copied once, so that
 * sending stays all or nothing without blocking; the pieces follow as room appears, written by
 * whoever calls next or by a virtual thread of this object.
 *
 * <p><i>Ownership:</i> while {@link #isBusy()}, the sink is written under the lock of this object
 * only; the owner sees it idle before it writes itself again. <i>If the process dies here:</i> the
 * reader has a beginning without an end and discards it when the link ends.
 */
final class Pieces {
  private static final long LONGEST_PIECE = 256 << 10;
  private static final long SHORTEST_NAP = 20_000;
  private static final long LONGEST_NAP = 1_000_000;

  private final RecordSink sink;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable MemorySegment buffer;
  private MemorySegment message = MemorySegment.NULL;
  private long length;
  private long done;
  private volatile boolean busy;
  private volatile boolean abandoned;

  Pieces(RecordSink sink) {
    this.sink = sink;
  }

  /** Whether pieces of a message are still to be written, after trying to. */
  boolean isBusy() {
    return busy && !pump();
  }

  private long longestPiece() {
    return Math.min(sink.maxRecord(), LONGEST_PIECE);
  }

  private long firstPiece(long total) {
    return Math.min(longestPiece(), Long.BYTES + total);
  }

  /** Whether {@link #begin} with a message of that length would take it. */
  boolean canBegin(long total) {
    return !isBusy() && sink.hasRoom(firstPiece(total));
  }

  /** Memory to write a message in before {@link #beginInPlace}; only while not busy. */
  MemorySegment lend(long total) {
    MemorySegment current = buffer;
    if (current == null || current.byteSize() < total) {
      current = Arena.ofAuto().allocate(total, Long.BYTES);
      buffer = current;
    }
    return current;
  }

  /** Takes a message whole, or says why not. */
  SendResult begin(MemorySegment source, long offset, long total) {
    if (!canBegin(total)) {
      return refusal(total);
    }
    MemorySegment.copy(source, offset, lend(total), 0, total);
    return beginInPlace(total);
  }

  /** Takes a message that stays in its memory until its last piece is written. */
  SendResult beginLasting(MemorySegment message, long total) {
    return isBusy() ? SendResult.BACK_PRESSURED : beginFrom(message, total);
  }

  /** Takes the message that was written to {@link #lend lent} memory. */
  SendResult beginInPlace(long total) {
    return beginFrom(lend(total), total);
  }

  private SendResult beginFrom(MemorySegment from, long total) {
    long first = firstPiece(total);
    lock.lock();
    try {
      long at = sink.claim(first);
      if (at < 0) {
        return at == RecordSink.NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
      }
      MemorySegment target = sink.claimMemory();
      target.set(RecordFlags.COUNT_LAYOUT, at, total);
      MemorySegment.copy(from, 0, target, at + Long.BYTES, first - Long.BYTES);
      sink.commit(RecordFlags.FIRST);
      message = from;
      length = total;
      done = first - Long.BYTES;
      busy = true;
    } finally {
      lock.unlock();
    }
    if (!pump()) {
      Thread.ofVirtual().name("ipc-pieces").start(this::pumpInBackground);
    }
    return SendResult.SENT;
  }

  private SendResult refusal(long total) {
    if (busy) {
      return SendResult.BACK_PRESSURED;
    }
    long at = sink.claim(firstPiece(total));
    if (at >= 0) {
      sink.abort();
      return SendResult.BACK_PRESSURED;
    }
    return at == RecordSink.NO_ROOM ? SendResult.BACK_PRESSURED : SendResult.NOT_CONNECTED;
  }

  /** Writes what there is room for; true once nothing is left. */
  private boolean pump() {
    lock.lock();
    try {
      while (busy) {
        long piece = Math.min(longestPiece(), length - done);
        long at = abandoned ? RecordSink.NO_READER : sink.claim(piece);
        if (at < 0) {
          return false;
        }
        MemorySegment.copy(message, done, sink.claimMemory(), at, piece);
        boolean last = done + piece == length;
        sink.commit(last ? RecordFlags.LAST : RecordFlags.MIDDLE);
        done += piece;
        busy = !last;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void pumpInBackground() {
    long nap = SHORTEST_NAP;
    long before = -1;
    while (!abandoned) {
      try {
        if (pump()) {
          return;
        }
      } catch (IllegalStateException e) {
        return; // the sink's memory is gone: its handle was closed
      }
      nap = done == before ? Math.min(LONGEST_NAP, nap * 2) : SHORTEST_NAP;
      before = done;
      LockSupport.parkNanos(this, nap);
    }
  }

  /**
   * Writes what is left for at most that long, then gives up for good.
   *
   * @return whether nothing is left
   */
  boolean finish(Duration linger) {
    long deadline = System.nanoTime() + Durations.nanos(linger);
    while (busy && !pump() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(this, SHORTEST_NAP);
    }
    lock.lock();
    try {
      abandoned = true;
      return !busy;
    } finally {
      lock.unlock();
    }
  }
}
