package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLock;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.ToolException;
import org.jspecify.annotations.Nullable;

/**
 * A region as a letter box: one place for each direction, written and read under the region's lock.
 * For use by one thread on each side.
 *
 * <pre>
 *    0              number and length of the latest message of the leading side
 *   64              number and length of the latest answer
 *  128              the message, up to the largest size
 *  128 + largest    the answer
 * </pre>
 *
 * <p>Ordering: a number is stored, with the effect of a release, after all that it announces.
 */
final class RegionPost implements AutoCloseable {

  private static final long THERE_NUMBER = 0;
  private static final long BACK_NUMBER = 64;
  private static final long LENGTH = 8;
  private static final long THERE = 128;
  private static final String LOCK = "post";
  private static final int CLOCK_EVERY = 1024;

  private final Region region;
  private final RegionLock lock;
  private final int largest;
  private final Place there;
  private final Place back;

  /**
   * One direction.
   *
   * @param numberAt where its number and length are
   * @param at where its bytes are
   * @param came tells a sleeping reader; null for one that spins
   */
  private record Place(long numberAt, long at, @Nullable RegionEvent came) {}

  private RegionPost(Region region, WaitMode wait, int largest) {
    boolean spins = wait == WaitMode.SPIN;
    this.region = region;
    this.lock = region.lock(LOCK);
    this.largest = largest;
    this.there = new Place(THERE_NUMBER, THERE, spins ? null : region.event("there"));
    this.back = new Place(BACK_NUMBER, THERE + largest, spins ? null : region.event("back"));
  }

  /** Either side may come first. */
  static RegionPost open(Ipc ipc, Lane lane, int largest) {
    Region region = ipc.regions().createOrAttach(lane.name(), THERE + 2L * largest);
    return new RegionPost(region, lane.mode(), largest);
  }

  /** Locks, writes and announces, as the leading side. */
  void send(Letter letter, long size) throws InterruptedException {
    put(there, letter, size);
  }

  /** Waits for a message, locks and reads, as the answering side. */
  void receive(Letter letter, long number) throws InterruptedException, ToolException {
    get(there, letter, number);
  }

  /** Locks, writes and announces, as the answering side; size 0 only says that it was read. */
  void answer(Letter letter, long size) throws InterruptedException {
    put(back, letter, size);
  }

  /** Waits for the answer to a message, locks and reads. */
  void answered(Letter letter, long number) throws InterruptedException, ToolException {
    get(back, letter, number);
  }

  private void put(Place place, Letter letter, long size) throws InterruptedException {
    if (size > 0) {
      try (Held _ = lock.lock(Letter.PATIENCE)) {
        region.write(place.at, letter.memory(), 0, size);
      }
    }
    region.atomics().setLong(place.numberAt + LENGTH, size);
    region.atomics().setLong(place.numberAt, letter.sequence());
    if (place.came != null) {
      place.came.signal();
    }
  }

  private void get(Place place, Letter letter, long number)
      throws InterruptedException, ToolException {
    await(place, number);
    long size = region.atomics().getLong(place.numberAt + LENGTH);
    if (size < 0 || size > largest) {
      throw new ToolException(ExitCode.FAILURE, "region=" + region.name() + ": length " + size);
    }
    if (size > 0) {
      try (Held _ = lock.lock(Letter.PATIENCE)) {
        letter.take(region.memory(), place.at, size);
      }
    }
  }

  private void await(Place place, long number) throws InterruptedException, ToolException {
    long end = System.nanoTime() + Letter.PATIENCE.toNanos();
    for (int looks = 1; region.atomics().getLong(place.numberAt) < number; looks++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (place.came != null) {
        block(place, place.came, number);
      } else {
        Thread.onSpinWait();
      }
      if ((place.came != null || looks % CLOCK_EVERY == 0) && System.nanoTime() > end) {
        throw new ToolException(
            ExitCode.TIMEOUT,
            "region=%s: nothing came for %s s"
                .formatted(region.name(), Letter.PATIENCE.toSeconds()));
      }
    }
  }

  /** The count is read before the number, so that a signal in between ends the wait at once. */
  private void block(Place place, RegionEvent came, long number) throws InterruptedException {
    long seen = came.count();
    if (region.atomics().getLong(place.numberAt) < number) {
      came.await(seen, Letter.PATIENCE);
    }
  }

  @Override
  public void close() {
    region.close();
  }
}
