package io.ipc4j.inproc;

import io.ipc4j.region.RegionEvent;
import java.time.Duration;

/** A region's event as one mapping sees it. Immutable, safe for any thread. */
record InprocEvent(CountState state, InprocRegion region) implements RegionEvent {
  @Override
  public long count() {
    region.requireAttached();
    return state.use(state::count);
  }

  @Override
  public void signal() {
    region.requireAttached();
    state.add(1);
  }

  @Override
  public long await(long seen, Duration timeout) throws InterruptedException {
    Long now = state.await(region, timeout, () -> state.count() == seen ? null : state.count());
    return now == null ? seen : now;
  }
}
