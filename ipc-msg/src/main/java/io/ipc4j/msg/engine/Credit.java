package io.ipc4j.msg.engine;

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
  private long overwritten;

  Credit(Lock lock, long capacity) {
    this.lock = lock;
    this.capacity = capacity;
  }

  /**
   * Whether a frame may be sent: if it fits in the capacity with all that is in flight, or is
   * larger than the whole capacity and nothing waits to be written.
   */
  boolean covers(long size, boolean nothingWaits) {
    return sentBytes - ackedBytes + size <= capacity || (size > capacity && nothingWaits);
  }

  void spend(int flags, long size) {
    sentBytes += size;
    if (flags != RecordFlags.GAP) {
      sentRecords++;
    }
  }

  /** Takes what the other end says that it has consumed; false if it can't be true. */
  boolean acknowledge(long records, long bytes) {
    lock.lock();
    try {
      boolean possible =
          records >= ackedRecords
              && records <= sentRecords
              && bytes >= ackedBytes
              && bytes <= sentBytes;
      if (possible) {
        ackedRecords = records;
        ackedBytes = bytes;
      }
      return possible;
    } finally {
      lock.unlock();
    }
  }

  /** A record that waited will not be sent. */
  void takeBack(long size) {
    sentRecords--;
    sentBytes -= size;
  }

  /** Counts records that were taken back, and the gap record in their place. */
  void overwrote(long records, long gapBytes) {
    overwritten += records;
    sentBytes += gapBytes;
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
      return overwritten;
    } finally {
      lock.unlock();
    }
  }
}
