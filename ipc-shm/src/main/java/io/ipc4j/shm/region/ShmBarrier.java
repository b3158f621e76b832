package io.ipc4j.shm.region;

import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.shm.region.ArrivalLedger.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A barrier of a region.
 *
 * <p><b>State, Ordering.</b> As {@link ArrivalLedger} says. <b>Ownership.</b> A call has a record
 * from its arrival to its return. <b>If the process dies here</b>, those that wait find it within
 * 100 ms or so, and break the generation; an arrival that was not carried out is forgotten.
 */
final class ShmBarrier extends RegionObject implements RegionBarrier {
  private final ArrivalLedger ledger;
  private final int parties;

  ShmBarrier(ShmRegion region, String name, int entry, ArrivalLedger ledger, int parties) {
    super(region, ObjectKind.Type.BARRIER, name, entry);
    this.ledger = ledger;
    this.parties = parties;
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    int record = use(this::arrive);
    Outcome outcome;
    try {
      Outcome found = await(new End(record), timeout);
      outcome = found == null ? use(() -> undo(record)) : found;
    } catch (InterruptedException e) {
      outcome = use(() -> undo(record));
      if (outcome == Outcome.UNDONE) {
        throw e;
      }
      Thread.currentThread().interrupt(); // too late: the generation had ended
    }
    if (outcome == Outcome.UNDONE) {
      throw inVain(timeout);
    }
    return outcome == Outcome.COMPLETE;
  }

  private int arrive() {
    int record = region().takeRecord();
    if (ledger.arrive(record)) {
      layout().wake(entry());
    }
    return record;
  }

  private Outcome undo(int record) {
    Outcome outcome = ledger.undo(record);
    free(record);
    return outcome;
  }

  private void free(int record) {
    ledger.forget(record);
    region().records().free(record);
  }

  private IpcTimeoutException inVain(Duration timeout) {
    int arrived = use(ledger::arrived);
    return timedOut(timeout, parties + " parties; beside this one " + arrived + " have arrived");
  }

  /** The end of the generation in which a record has arrived. */
  private final class End implements Waiting.Target<Outcome> {
    private final int record;

    End(int record) {
      this.record = record;
    }

    @Override
    public @Nullable Outcome attempt(Waiting waiting) {
      Outcome outcome = ledger.outcome(record);
      if (outcome == Outcome.WAITING && waiting.asks()) {
        region().records().recover(ledger);
        outcome = ledger.outcome(record);
      }
      if (outcome == Outcome.WAITING) {
        return null;
      }
      if (outcome == Outcome.BROKEN) {
        layout().wake(entry());
      }
      free(record);
      return outcome;
    }

    @Override
    public boolean announce() {
      layout().waited(entry());
      return true;
    }
  }
}
