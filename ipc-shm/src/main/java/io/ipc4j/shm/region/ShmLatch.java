package io.ipc4j.shm.region;

import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.region.RegionLatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A latch of a region: its word counts how often it was counted down, and nobody owns anything of
 * it. <b>If the process dies here</b>, it is counted or isn't; who waits looks again within 100 ms.
 */
final class ShmLatch extends RegionObject implements RegionLatch, Waiting.Target<Boolean> {
  private final int count;

  ShmLatch(ShmRegion region, String name, int entry, int count) {
    super(region, ObjectKind.Type.LATCH, name, entry);
    this.count = count;
  }

  private int left() {
    long down = layout().word(entry());
    if (down < 0 || down > count) {
      throw corrupt(down);
    }
    return count - (int) down;
  }

  private IpcCorruptException corrupt(long down) {
    return region().corrupt(entry(), "counted down " + down + " times of " + count);
  }

  @Override
  public void countDown() {
    boolean ignored =
        use(() -> {
          int left = left();
          while (left > 0 && !layout().replaceWord(entry(), count - left, count - left + 1L)) {
            left = left();
          }
          if (left == 1) {
            layout().wake(entry());
          }
          return true;
        });
  }

  @Override
  public int count() {
    return use(this::left);
  }

  @Override
  public void await(Duration timeout) throws InterruptedException {
    if (await(this, timeout) == null) {
      throw timedOut(timeout, "its count, which is " + count());
    }
  }

  @Override
  public @Nullable Boolean attempt(Waiting waiting) {
    return left() == 0 ? Boolean.TRUE : null;
  }

  @Override
  public boolean announce() {
    layout().waited(entry());
    return true;
  }
}
