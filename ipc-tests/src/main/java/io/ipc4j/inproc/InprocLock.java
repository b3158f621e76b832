package io.ipc4j.inproc;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A region's lock as one mapping sees it. Immutable, safe for any thread. */
record InprocLock(String name, LockState state, InprocRegion region) implements RegionLock {
  @Override
  public @Nullable Held tryLock() {
    return state.use(() -> state.take(region));
  }

  @Override
  public Held lock() throws InterruptedException {
    return lock(Duration.ofSeconds(Long.MAX_VALUE));
  }

  @Override
  public Held lock(Duration timeout) throws InterruptedException {
    Held held = state.await(region, timeout, () -> state.take(region));
    if (held == null) {
      String what = "its holder " + state.holderName();
      throw RegionChecks.timedOut(region.name(), "lock", name, timeout, what);
    }
    return held;
  }
}
