package io.ipc4j.tests.kit;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.region.RegionBarrier;
import java.time.Duration;

/** Who has come to a barrier: that a thread is inside of {@code await} doesn't say that it has. */
final class Arrivals {
  private Arrivals() {}

  /** How many wait at a barrier that this one comes to for a moment, without being the last. */
  static int othersAt(RegionBarrier barrier) {
    String told = Refusal.of(ErrorIds.TIMEOUT, () -> barrier.await(Duration.ZERO));
    return Integer.parseInt(told.replaceAll("(?s).*beside this one ([0-9]+).*", "$1"));
  }
}
