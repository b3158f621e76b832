package io.ipc4j.inproc;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.Held;
import io.ipc4j.region.RegionLock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A region's lock as one mapping sees it. Immutable, safe for any thread. */
record InprocLock(String name, LockState state, InprocRegion region) implements RegionLock {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

  @Override
  public @Nullable Held tryLock() {
    return state.tryAcquire(region);
  }

  @Override
  public Held lock() throws InterruptedException {
    return lock(FOREVER);
  }

  @Override
  public Held lock(Duration timeout) throws InterruptedException {
    long nanos = timeout.compareTo(FOREVER) >= 0 ? FOREVER.toNanos() : timeout.toNanos();
    Held held = state.acquire(region, nanos);
    if (held == null) {
      throw new IpcTimeoutException(
          ErrorIds.TIMEOUT,
          ErrorText.of("region", region.name())
              .and("lock", name)
              .problem(
                  "waited "
                      + timeout.toMillis()
                      + " ms for it; the holder is "
                      + state.holderName())
              .toString());
    }
    return held;
  }
}
