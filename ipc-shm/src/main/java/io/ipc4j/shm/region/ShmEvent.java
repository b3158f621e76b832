package io.ipc4j.shm.region;

import io.ipc4j.region.RegionEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event of a region: its word counts the signals, and nobody owns anything of it. <b>If the
 * process dies here</b>, a signal is counted or isn't; who waits looks again within 100 ms.
 */
final class ShmEvent extends RegionObject implements RegionEvent {
  ShmEvent(ShmRegion region, String name, int entry) {
    super(region, ObjectKind.Type.EVENT, name, entry);
  }

  @Override
  public long count() {
    return use(() -> layout().state(entry()));
  }

  @Override
  public void signal() {
    boolean ignored =
        use(() -> {
          layout().addToWord(entry(), 1);
          layout().wake(entry());
          return true;
        });
  }

  @Override
  public long await(long seen, Duration timeout) throws InterruptedException {
    Long now = await(new Change(seen), timeout);
    return now == null ? seen : now;
  }

  private final class Change implements Waiting.Target<Long> {
    private final long seen;

    Change(long seen) {
      this.seen = seen;
    }

    @Override
    public @Nullable Long attempt(Waiting waiting) {
      long now = layout().state(entry());
      return now == seen ? null : now;
    }

    @Override
    public boolean announce() {
      layout().waited(entry());
      return true;
    }
  }
}
