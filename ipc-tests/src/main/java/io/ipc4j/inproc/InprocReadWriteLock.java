package io.ipc4j.inproc;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A region's read-write lock as one mapping sees it. Immutable, safe for any thread. */
record InprocReadWriteLock(String name, PermitState state, InprocRegion region)
    implements RegionReadWriteLock {
  @Override
  public RegionLock readLock() {
    return new Half(this, 1);
  }

  @Override
  public RegionLock writeLock() {
    return new Half(this, PermitState.READERS);
  }

  private record Half(InprocReadWriteLock of, int amount) implements RegionLock {
    private boolean isWriting() {
      return amount == PermitState.READERS;
    }

    @Override
    public @Nullable Held tryLock() {
      return of.state.use(() -> of.state.take(of.region, amount));
    }

    @Override
    public Held lock() throws InterruptedException {
      return lock(Duration.ofSeconds(Long.MAX_VALUE));
    }

    @Override
    public Held lock(Duration timeout) throws InterruptedException {
      Held held = isWriting() ? write(timeout) : read(timeout);
      if (held == null) {
        String what = (isWriting() ? "writing" : "reading") + "; a holder is ";
        throw RegionChecks.timedOut(
            of.region.name(), "read-write-lock", of.name, timeout, what + of.state.holderName());
      }
      return held;
    }

    private @Nullable Held read(Duration timeout) throws InterruptedException {
      return of.state.await(of.region, timeout, () -> of.state.takeAfterWriters(of.region));
    }

    private @Nullable Held write(Duration timeout) throws InterruptedException {
      of.state.writerWaits(1);
      try {
        return of.state.await(of.region, timeout, () -> of.state.take(of.region, amount));
      } finally {
        of.state.writerWaits(-1);
      }
    }
  }
}
