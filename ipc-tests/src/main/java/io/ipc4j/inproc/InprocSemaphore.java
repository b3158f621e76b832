package io.ipc4j.inproc;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A region's semaphore as one mapping sees it. Immutable, safe for any thread. */
record InprocSemaphore(String name, int permits, PermitState state, InprocRegion region)
    implements RegionSemaphore {
  private int checked(int amount) {
    return RegionChecks.parameter(region.name(), "semaphore", name, "permits", amount, 1, permits);
  }

  @Override
  public @Nullable Held tryAcquire(int amount) {
    int checked = checked(amount);
    return state.use(() -> state.take(region, checked));
  }

  @Override
  public Held acquire(int amount) throws InterruptedException {
    return acquire(amount, Duration.ofSeconds(Long.MAX_VALUE));
  }

  @Override
  public Held acquire(int amount, Duration timeout) throws InterruptedException {
    int checked = checked(amount);
    Held held = state.await(region, timeout, () -> state.take(region, checked));
    if (held == null) {
      String what = amount + " of " + permits + " permits; a holder is " + state.holderName();
      throw RegionChecks.timedOut(region.name(), "semaphore", name, timeout, what);
    }
    return held;
  }

  @Override
  public int availablePermits() {
    region.requireAttached();
    return state.use(state::available);
  }
}
