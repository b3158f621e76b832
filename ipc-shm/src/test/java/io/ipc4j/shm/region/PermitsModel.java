package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.FaultyMemory.Fault;
import io.ipc4j.shm.region.PermitLedger.Outcome;
import io.ipc4j.shm.region.PermitLedger.Telling;
import java.util.Arrays;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Permits of which each thread takes some, as a member of its own; and one that a dead member has.
 */
public abstract class PermitsModel {
  static final int PERMITS = 4;
  static final int THREADS = 4;

  private static final int RECORDS = 6;
  private static final int NONE = -1;
  private static final long DEAD = 1000;

  private final SyncMemory memory;
  private final PermitLedger ledger;
  private final int[] held = new int[THREADS];

  PermitsModel(Fault fault) {
    memory = new FaultyMemory(RECORDS, fault);
    ledger =
        new PermitLedger(
            memory, 0, PERMITS, Telling.ONCE, p -> new IpcCorruptException(ErrorIds.CORRUPT, p));
    Arrays.fill(held, NONE);
    Outcome ignored = ledger.take(records(DEAD).take(), 1);
  }

  private Records records(long member) {
    return new Records(memory, member, other -> other != DEAD, entry -> ledger);
  }

  /** Takes permits, unless the thread has some. */
  @Operation
  public String take(
      @Param(gen = ThreadIdGen.class) int thread,
      @Param(gen = IntGen.class, conf = "1:4") int amount) {
    if (held[thread] != NONE) {
      return "HAS";
    }
    Records records = records(thread + 1);
    int record = records.take();
    Outcome outcome = ledger.take(record, amount);
    if (outcome == Outcome.REFUSED) {
      records.free(record);
    } else {
      held[thread] = record;
    }
    return outcome.name();
  }

  /** Gives back what the thread has. */
  @Operation
  public boolean give(@Param(gen = ThreadIdGen.class) int thread) {
    if (held[thread] == NONE) {
      return false;
    }
    ledger.give(held[thread]);
    records(thread + 1).free(held[thread]);
    held[thread] = NONE;
    return true;
  }

  /** Gives back what the dead have. */
  @Operation
  public void recover() {
    records(THREADS + 1).recover(ledger);
  }

  /** How many are taken. */
  @Operation
  public int taken() {
    return ledger.taken();
  }

  /** As it is. */
  public static final class Sound extends PermitsModel {
    /** For the checker. */
    public Sound() {
      super(Fault.NONE);
    }
  }

  /** A mutant. */
  public static final class StateInTwoSteps extends PermitsModel {
    /** For the checker. */
    public StateInTwoSteps() {
      super(Fault.STATE_IN_TWO_STEPS);
    }
  }

  /** A mutant. */
  public static final class OwnerInTwoSteps extends PermitsModel {
    /** For the checker. */
    public OwnerInTwoSteps() {
      super(Fault.OWNER_IN_TWO_STEPS);
    }
  }

  /** A mutant. */
  public static final class ClaimNotCompared extends PermitsModel {
    /** For the checker. */
    public ClaimNotCompared() {
      super(Fault.CLAIM_NOT_COMPARED);
    }
  }

  /** What permits are. */
  public static final class Specification {
    private final int[] held = new int[THREADS];
    private int taken = 1;
    private boolean hasDead = true;
    private boolean untold;

    /** Takes permits. */
    public String take(int thread, int amount) {
      if (held[thread] > 0) {
        return "HAS";
      }
      if (taken + amount > PERMITS) {
        return "REFUSED";
      }
      held[thread] = amount;
      taken += amount;
      boolean tell = untold;
      untold = false;
      return tell ? "TAKEN_AFTER_DEATH" : "TAKEN";
    }

    /** Gives back what the thread has. */
    public boolean give(int thread) {
      boolean had = held[thread] > 0;
      taken -= held[thread];
      held[thread] = 0;
      return had;
    }

    /** Gives back what the dead have. */
    public void recover() {
      taken -= hasDead ? 1 : 0;
      untold |= hasDead;
      hasDead = false;
    }

    /** How many are taken. */
    public int taken() {
      return taken;
    }
  }
}
