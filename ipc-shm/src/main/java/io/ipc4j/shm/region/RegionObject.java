package io.ipc4j.shm.region;

import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.shm.session.Bell;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A named object of a region as one mapping sees it: what all kinds have in common. */
abstract class RegionObject {
  /** Without a deadline. */
  static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final ShmRegion region;
  private final ObjectKind.Type type;
  private final String name;
  private final int entry;

  RegionObject(ShmRegion region, ObjectKind.Type type, String name, int entry) {
    this.region = region;
    this.type = type;
    this.name = name;
    this.entry = entry;
  }

  final ShmRegion region() {
    return region;
  }

  final RegionLayout layout() {
    return region.layout();
  }

  final String name() {
    return name;
  }

  final int entry() {
    return entry;
  }

  /** Does something that touches the mapping; a mapping that was closed is refused. */
  final <T extends @Nullable Object> T use(Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalStateException e) {
      throw region.closed(e);
    } catch (InternalError e) {
      throw region.faulted(e);
    }
  }

  /** Waits; null if the time is over. */
  final <T> @Nullable T await(Waiting.Target<T> target, Duration timeout)
      throws InterruptedException {
    try {
      Bell bell = layout().bell(entry);
      return new Waiting(bell, timeout).until(target);
    } catch (IllegalStateException e) {
      throw region.closed(e);
    } catch (InternalError e) {
      throw region.faulted(e);
    }
  }

  /** The error of a wait in vain. */
  final IpcTimeoutException timedOut(Duration timeout, String what) {
    return RegionChecks.timedOut(region.name(), type.key(), name, timeout, what);
  }
}
