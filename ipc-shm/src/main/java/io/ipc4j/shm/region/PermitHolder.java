package io.ipc4j.shm.region;

import io.ipc4j.region.Held;
import io.ipc4j.shm.region.PermitLedger.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An object whose holders have permits: takes them with a record of their own for each token.
 *
 * <p><b>State, Ordering.</b> As {@link Ledger} says. <b>Ownership.</b> A token has its record until
 * it is closed; then the record is free for others. <b>If the process dies here</b>, the next one
 * that finds too few permits recovers the record.
 */
abstract class PermitHolder extends RegionObject {
  private final PermitLedger ledger;

  PermitHolder(
      ShmRegion region, ObjectKind.Type type, String name, int entry, PermitLedger ledger) {
    super(region, type, name, entry);
    this.ledger = ledger;
  }

  final PermitLedger ledger() {
    return ledger;
  }

  /**
   * Takes permits if they are there.
   *
   * @param asks whether to look first if dead ones have some, where there are too few
   */
  final @Nullable Held take(int amount, boolean asks) {
    if (!ledger.has(amount)) {
      if (!asks) {
        return null;
      }
      recover();
      if (!ledger.has(amount)) {
        return null;
      }
    }
    int record = region().takeRecord();
    Outcome outcome = ledger.take(record, amount);
    if (outcome == Outcome.REFUSED) {
      region().records().free(record);
      return null;
    }
    return new Token(record, outcome == Outcome.TAKEN_AFTER_DEATH);
  }

  /** Brings back what the dead have. */
  final void recover() {
    int before = ledger.taken();
    region().records().recover(ledger);
    if (ledger.taken() < before) {
      layout().wake(entry());
    }
  }

  /** Waits for permits. */
  final Held take(int amount, Duration timeout, Waiting.Target<Held> target)
      throws InterruptedException {
    Held held = await(target, timeout);
    if (held == null) {
      throw timedOut(timeout, use(() -> awaited(amount)));
    }
    return held;
  }

  private String awaited(int amount) {
    long holder = region().records().anyHolder(ledger);
    String what = what(amount);
    return holder == 0 ? what : what + "; a holder is " + region().nameOf(holder);
  }

  /** What somebody waits for, for people. */
  abstract String what(int amount);

  /** The proof that this mapping holds permits. */
  private final class Token implements Held {
    private final int record;
    private final boolean previousOwnerDied;
    private final AtomicBoolean closed = new AtomicBoolean();

    Token(int record, boolean previousOwnerDied) {
      this.record = record;
      this.previousOwnerDied = previousOwnerDied;
    }

    @Override
    public boolean previousOwnerDied() {
      return previousOwnerDied;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        try {
          ledger.give(record);
          region().records().free(record);
          layout().wake(entry());
        } catch (IllegalStateException e) {
          // The mapping is closed, which has orphaned the permits.
        }
      }
    }
  }
}
