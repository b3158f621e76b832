package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.FaultyMemory.Fault;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/** A lock that a dead member had, and a latch; each thread is a member. */
public abstract class WordsModel {
  static final int COUNT = 3;

  private static final long DEAD = 1000;

  private final SyncMemory lock;
  private final CountWord latch;

  WordsModel(Fault fault) {
    lock = new FaultyMemory(1, fault);
    latch =
        new CountWord(
            new FaultyMemory(1, fault),
            0,
            COUNT,
            problem -> new IpcCorruptException(ErrorIds.CORRUPT, problem));
    OwnerWord.Outcome ignored = word(DEAD).take(false, false);
  }

  private OwnerWord word(long member) {
    return new OwnerWord(lock, 0, member, other -> other != DEAD);
  }

  /** Takes the lock. */
  @Operation
  public String take(@Param(gen = ThreadIdGen.class) int thread) {
    return word(thread + 1).take(true, false).name();
  }

  /** Says that somebody is about to sleep, unless the lock is free. */
  @Operation
  public boolean announce(@Param(gen = ThreadIdGen.class) int thread) {
    OwnerWord word = word(thread + 1);
    while (!word.announce()) {
      if (word.owner() == 0) {
        return false;
      }
    }
    return true;
  }

  /** Gives the lock back, if the thread has it; whether somebody is to be woken. */
  @Operation
  public boolean release(@Param(gen = ThreadIdGen.class) int thread) {
    return word(thread + 1).release();
  }

  /** Counts the latch down. */
  @Operation
  public boolean countDown() {
    return latch.countDown();
  }

  /** How often the latch is still to be counted down. */
  @Operation
  public int left() {
    return latch.left();
  }

  /** As it is. */
  public static final class Sound extends WordsModel {
    /** For the checker. */
    public Sound() {
      super(Fault.NONE);
    }
  }

  /** A mutant. */
  public static final class StateInTwoSteps extends WordsModel {
    /** For the checker. */
    public StateInTwoSteps() {
      super(Fault.STATE_IN_TWO_STEPS);
    }
  }

  /** What a lock and a latch are. */
  public static final class Specification {
    private int owner = (int) DEAD;
    private boolean waitedFor;
    private int left = COUNT;

    /** Takes the lock. */
    public String take(int thread) {
      if (owner != 0 && owner != DEAD) {
        return "REFUSED";
      }
      boolean died = owner == DEAD;
      owner = thread + 1;
      return died ? "TAKEN_AFTER_DEATH" : "TAKEN";
    }

    /** Says that somebody is about to sleep. */
    public boolean announce(int thread) {
      waitedFor |= owner != 0;
      return owner != 0;
    }

    /** Gives the lock back. */
    public boolean release(int thread) {
      if (owner != thread + 1) {
        return false;
      }
      boolean wakes = waitedFor;
      owner = 0;
      waitedFor = false;
      return wakes;
    }

    /** Counts the latch down. */
    public boolean countDown() {
      boolean last = left == 1;
      left = Math.max(0, left - 1);
      return last;
    }

    /** How often it is still to be counted down. */
    public int left() {
      return left;
    }
  }
}
