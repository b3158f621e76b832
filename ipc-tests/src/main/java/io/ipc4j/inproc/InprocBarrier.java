package io.ipc4j.inproc;

import io.ipc4j.region.RegionBarrier;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;

/** A region's barrier as one mapping sees it. Immutable, safe for any thread. */
record InprocBarrier(String name, int parties, BarrierState state, InprocRegion region)
    implements RegionBarrier {
  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    BarrierState.Arrival arrival = state.arrive(region);
    Boolean end;
    try {
      end = state.await(region, timeout, arrival::end);
      end = end == null ? state.undo(arrival) : end;
    } catch (InterruptedException e) {
      end = state.undo(arrival);
      if (end == null) {
        throw e;
      }
      Thread.currentThread().interrupt();
    }
    if (end == null) {
      String what = parties + " parties; beside this one " + state.arrived() + " have arrived";
      throw RegionChecks.timedOut(region.name(), "barrier", name, timeout, what);
    }
    return end;
  }
}
