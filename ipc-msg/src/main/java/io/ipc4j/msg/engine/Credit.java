package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout.Consumed;
import io.ipc4j.spi.RecordFlags;
import java.util.concurrent.locks.Lock;

/**
 * What was sent on a link and what of it the other end has consumed, in bytes of frames and in
 * records. Gaps are no records, but take room. Shares the lock of its {@link Outbox}: what {@link
 * #acknowledge}, {@link #inDoubt} and {@link #overwritten} take themselves, the others must hold.
 */
final class Credit {
  private final Lock lock;
  private final long capacity;
  private long sentRecords;
  private long sentBytes;
  private long ackedRecords;
  private long ackedBytes;
  private long givenUpBytes;
  private long takenBack;
  private long discarded;

  Credit(Lock lock, long capacity) {
    this.lock = lock;
    this.capacity = capacity;
  }

  /**
   * Whether a frame may be sent: if it fits in the capacity with all that is in flight, or is
   * larger than the whole capacity and nothing waits to be written.
   */
  boolean covers(long size, boolean nothingWaits) {
    return sentBytes - Math.max(ackedBytes, givenUpBytes) + size <= capacity
        || (size > capacity && nothingWaits);
  }

  void spend(int flags, long size) {
    sentBytes += size;
    if (flags != RecordFlags.GAP) {
      sentRecords++;
    }
  }

  /** Takes what the other end says that it has consumed; false if it can't be true. */
  boolean acknowledge(Consumed consumed) {
    lock.lock();
    try {
      boolean possible =
          isWithin(ackedRecords, consumed.records(), sentRecords)
              && isWithin(ackedBytes, consumed.bytes(), sentBytes)
              && isWithin(discarded, consumed.discarded(), consumed.records());
      if (possible) {
        ackedRecords = consumed.records();
        ackedBytes = consumed.bytes();
        discarded = consumed.discarded();
      }
      return possible;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isWithin(long low, long value, long high) {
    return low <= value && value <= high;
  }

  long ackedRecords() {
    return ackedRecords;
  }

  long ackedBytes() {
    return ackedBytes;
  }

  /** A record that waited will not be sent. */
  void takeBack(long size) {
    sentRecords--;
    sentBytes -= size;
    takenBack++;
  }

  /**
   * The other end discards what was written so far and not consumed.
   *
   * @return whether that is news to it
   */
  boolean giveUp(long writtenBytes) {
    boolean news = writtenBytes > Math.max(ackedBytes, givenUpBytes);
    givenUpBytes = Math.max(givenUpBytes, writtenBytes);
    return news;
  }

  long inDoubt() {
    lock.lock();
    try {
      return sentRecords - ackedRecords;
    } finally {
      lock.unlock();
    }
  }

  long overwritten() {
    lock.lock();
    try {
      return takenBack + discarded;
    } finally {
      lock.unlock();
    }
  }
}
