package io.ipc4j.shm.region;

import io.ipc4j.region.RegionLatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A latch of a region: nobody owns anything of it, see {@link CountWord}. <b>If the process dies
 * here</b>, it is counted or isn't; who waits looks again within 100 ms.
 */
final class ShmLatch extends RegionObject implements RegionLatch, Waiting.Target<Boolean> {
  private final CountWord word;

  ShmLatch(ShmRegion region, String name, int entry, int count) {
    super(region, ObjectKind.Type.LATCH, name, entry);
    this.word =
        new CountWord(region.layout(), entry, count, problem -> region.corrupt(entry, problem));
  }

  @Override
  public void countDown() {
    boolean ignored =
        use(() -> {
          boolean last = word.countDown();
          if (last) {
            layout().wake(entry());
          }
          return last;
        });
  }

  @Override
  public int count() {
    return use(word::left);
  }

  @Override
  public void await(Duration timeout) throws InterruptedException {
    if (await(this, timeout) == null) {
      throw timedOut(timeout, "its count, which is " + count());
    }
  }

  @Override
  public @Nullable Boolean attempt(Waiting waiting) {
    return word.left() == 0 ? Boolean.TRUE : null;
  }

  @Override
  public boolean announce() {
    layout().waited(entry());
    return true;
  }
}
