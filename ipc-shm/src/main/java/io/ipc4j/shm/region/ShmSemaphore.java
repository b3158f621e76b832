package io.ipc4j.shm.region;

import io.ipc4j.region.Held;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.spi.RegionChecks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A semaphore of a region; see {@link PermitHolder}. Those who wait have no order. */
final class ShmSemaphore extends PermitHolder implements RegionSemaphore {
  private final int permits;

  ShmSemaphore(ShmRegion region, String name, int entry, PermitLedger ledger, int permits) {
    super(region, ObjectKind.Type.SEMAPHORE, name, entry, ledger);
    this.permits = permits;
  }

  private int checked(int amount) {
    return RegionChecks.parameter(
        region().name(), "semaphore", name(), "permits", amount, 1, permits);
  }

  @Override
  public @Nullable Held tryAcquire(int amount) {
    int checked = checked(amount);
    return use(() -> take(checked, true));
  }

  @Override
  public Held acquire(int amount) throws InterruptedException {
    return acquire(amount, FOREVER);
  }

  @Override
  public Held acquire(int amount, Duration timeout) throws InterruptedException {
    return take(checked(amount), timeout, new Attempt(amount));
  }

  private final class Attempt implements Waiting.Target<Held> {
    private final int amount;

    Attempt(int amount) {
      this.amount = amount;
    }

    @Override
    public @Nullable Held attempt(Waiting waiting) {
      return take(amount, waiting.asks());
    }

    @Override
    public boolean announce() {
      layout().waited(entry());
      return true;
    }
  }

  @Override
  String what(int amount) {
    return amount + " of " + permits + " permits";
  }

  @Override
  public int availablePermits() {
    return use(() -> {
      recover();
      return permits - ledger().taken();
    });
  }
}
