package io.ipc4j.inproc;

import io.ipc4j.region.RegionLatch;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;

/** A region's latch as one mapping sees it. Immutable, safe for any thread. */
record InprocLatch(String name, CountState state, InprocRegion region) implements RegionLatch {
  @Override
  public void countDown() {
    region.requireAttached();
    state.add(-1);
  }

  @Override
  public int count() {
    region.requireAttached();
    return Math.toIntExact(state.use(state::count));
  }

  @Override
  public void await(Duration timeout) throws InterruptedException {
    if (state.await(region, timeout, () -> state.count() == 0 ? true : null) == null) {
      throw RegionChecks.timedOut(
          region.name(), "latch", name, timeout, "its count, which is " + count());
    }
  }
}
