package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.ArrivalLedger.Outcome;
import io.ipc4j.shm.region.FaultyMemory.Fault;
import java.util.Arrays;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/** A barrier for three parties, of which a dead member had arrived, and each thread is another. */
public abstract class ArrivalsModel {
  static final int PARTIES = 3;
  static final int THREADS = 4;

  private static final int RECORDS = 6;
  private static final int NONE = -1;
  private static final long DEAD = 1000;

  private final SyncMemory memory;
  private final ArrivalLedger ledger;
  private final int[] waiting = new int[THREADS];

  ArrivalsModel(Fault fault) {
    memory = new FaultyMemory(RECORDS, fault);
    ledger =
        new ArrivalLedger(memory, 0, PARTIES, p -> new IpcCorruptException(ErrorIds.CORRUPT, p));
    Arrays.fill(waiting, NONE);
    boolean ignored = ledger.arrive(records(DEAD).take());
  }

  private Records records(long member) {
    return new Records(memory, member, other -> other != DEAD, entry -> ledger);
  }

  private void free(int thread) {
    ledger.forget(waiting[thread]);
    records(thread + 1).free(waiting[thread]);
    waiting[thread] = NONE;
  }

  /** Arrives, unless the thread has. */
  @Operation
  public String arrive(@Param(gen = ThreadIdGen.class) int thread) {
    if (waiting[thread] != NONE) {
      return "HAS";
    }
    waiting[thread] = records(thread + 1).take();
    return ledger.arrive(waiting[thread]) ? "LAST" : "WAITS";
  }

  /** Looks what became of the thread's arrival. */
  @Operation
  public String look(@Param(gen = ThreadIdGen.class) int thread) {
    return waiting[thread] == NONE ? "NONE" : end(thread, ledger.outcome(waiting[thread]));
  }

  /** Undoes the thread's arrival. */
  @Operation
  public String undo(@Param(gen = ThreadIdGen.class) int thread) {
    return waiting[thread] == NONE ? "NONE" : end(thread, ledger.undo(waiting[thread]));
  }

  private String end(int thread, Outcome outcome) {
    if (outcome != Outcome.WAITING) {
      free(thread);
    }
    return outcome.name();
  }

  /** Finds that one of those that had arrived is dead. */
  @Operation
  public void recover() {
    records(THREADS + 1).recover(ledger);
  }

  /** As it is. */
  public static final class Sound extends ArrivalsModel {
    /** For the checker. */
    public Sound() {
      super(Fault.NONE);
    }
  }

  /** A mutant. */
  public static final class StateInTwoSteps extends ArrivalsModel {
    /** For the checker. */
    public StateInTwoSteps() {
      super(Fault.STATE_IN_TWO_STEPS);
    }
  }

  /** A mutant. */
  public static final class ClaimNotCompared extends ArrivalsModel {
    /** For the checker. */
    public ClaimNotCompared() {
      super(Fault.CLAIM_NOT_COMPARED);
    }
  }

  /** What a barrier is. */
  public static final class Specification {
    private final String[] became = new String[THREADS];
    private int arrived = 1;
    private boolean deadWaits = true;

    /** For the checker. */
    public Specification() {
      Arrays.fill(became, "NONE");
    }

    /** Arrives. */
    public String arrive(int thread) {
      if (!became[thread].equals("NONE")) {
        return "HAS";
      }
      became[thread] = "WAITING";
      if (++arrived < PARTIES) {
        return "WAITS";
      }
      endAll("COMPLETE");
      return "LAST";
    }

    private void endAll(String how) {
      for (int i = 0; i < THREADS; i++) {
        became[i] = became[i].equals("WAITING") ? how : became[i];
      }
      arrived = 0;
      deadWaits = false;
    }

    /** Looks. */
    public String look(int thread) {
      String found = became[thread];
      became[thread] = found.equals("WAITING") ? found : "NONE";
      return found;
    }

    /** Undoes. */
    public String undo(int thread) {
      String found = became[thread];
      became[thread] = "NONE";
      if (!found.equals("WAITING")) {
        return found;
      }
      arrived--;
      return "UNDONE";
    }

    /** Finds the dead one. */
    public void recover() {
      if (deadWaits) {
        endAll("BROKEN");
      }
    }
  }
}
