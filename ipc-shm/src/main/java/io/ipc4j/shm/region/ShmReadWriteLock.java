package io.ipc4j.shm.region;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A read-write lock of a region: a reader takes one permit, a writer all; see {@link PermitHolder}.
 *
 * <p>A writer that waits says so in the entry's word {@code writer}; readers that come then let it
 * go first, for 100 ms at most: so many readers don't keep a writer waiting for ever, and a writer
 * that is stopped or dead while it waits doesn't keep readers.
 */
final class ShmReadWriteLock implements RegionReadWriteLock {
  /** How many readers there may be at once. */
  static final int PERMITS = 1 << 30;

  private static final long POLITE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Half reading;
  private final Half writing;

  ShmReadWriteLock(ShmRegion region, String name, int entry, PermitLedger ledger) {
    this.reading = new Half(region, name, entry, ledger, 1);
    this.writing = new Half(region, name, entry, ledger, PERMITS);
  }

  @Override
  public RegionLock readLock() {
    return reading;
  }

  @Override
  public RegionLock writeLock() {
    return writing;
  }

  private static final class Half extends PermitHolder implements RegionLock, Waiting.Target<Held> {
    private final int amount;

    Half(ShmRegion region, String name, int entry, PermitLedger ledger, int amount) {
      super(region, ObjectKind.Type.READ_WRITE_LOCK, name, entry, ledger);
      this.amount = amount;
    }

    private boolean isWriting() {
      return amount == PERMITS;
    }

    @Override
    public @Nullable Held tryLock() {
      return use(() -> take(amount, true));
    }

    @Override
    public Held lock() throws InterruptedException {
      return lock(FOREVER);
    }

    @Override
    public Held lock(Duration timeout) throws InterruptedException {
      try {
        return take(amount, timeout, this);
      } finally {
        if (isWriting()) {
          waitNoLonger();
        }
      }
    }

    @Override
    public @Nullable Held attempt(Waiting waiting) {
      boolean asks = waiting.asks();
      if (!isWriting() && waiting.elapsed() < POLITE && layout().writer(entry()) != 0) {
        return null;
      }
      return take(amount, asks);
    }

    @Override
    public boolean announce() {
      if (isWriting()) {
        long writer = layout().writer(entry());
        if (writer == 0 || !region().isAlive(writer)) {
          boolean ignored = layout().replaceWriter(entry(), writer, region().member());
        }
      }
      layout().waited(entry());
      return true;
    }

    /** Lets readers pass again. Another writer of this mapping that still waits says so anew. */
    private void waitNoLonger() {
      try {
        if (layout().writer(entry()) == region().member()
            && layout().replaceWriter(entry(), region().member(), 0)) {
          layout().wake(entry());
        }
      } catch (IllegalStateException e) {
        // The mapping is closed: its member isn't alive any more.
      }
    }

    @Override
    String what(int wanted) {
      return isWriting() ? "writing" : "reading";
    }
  }
}
