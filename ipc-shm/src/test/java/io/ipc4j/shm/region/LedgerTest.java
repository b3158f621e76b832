package io.ipc4j.shm.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.region.ArrivalLedger.Outcome;
import io.ipc4j.shm.region.PermitLedger.Telling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The ledgers' algorithms, one access to memory at a time, in thousands of orders, with death
 * before any access: what the living hold is exact, and what the dead held comes back once.
 */
@Timeout(300)
final class LedgerTest {
  private static final int SCHEDULES = Integer.getInteger("ipc.test.schedules", 700);
  private static final int RECORDS = 4;
  private static final int ENTRY = 5;
  private static final int PARTIES = 3;
  private static final int MOST_STEPS = 100_000;

  private static IpcCorruptException corrupt(String problem) {
    return new IpcCorruptException(ErrorIds.CORRUPT, problem);
  }

  private static PermitLedger permits(SyncMemory memory, int permits, Telling telling) {
    return new PermitLedger(memory, ENTRY, permits, telling, LedgerTest::corrupt);
  }

  private static ArrivalLedger arrivals(SyncMemory memory, int parties) {
    return new ArrivalLedger(memory, ENTRY, parties, LedgerTest::corrupt);
  }

  private static Records records(SyncMemory memory, long member, Schedule schedule, Ledger ledger) {
    return new Records(memory, member, schedule::isAlive, entry -> ledger);
  }

  /** What members have of permits while they run, as they themselves see it. */
  private static final class Holdings {
    final int permits;
    private final Map<Long, Integer> held = new HashMap<>();
    private int told;

    Holdings(int permits) {
      this.permits = permits;
    }

    /** Forgets the dead's before it counts, since their permits may have come back. */
    synchronized void add(long member, int amount, Schedule schedule, boolean afterDeath) {
      held.keySet().removeIf(other -> !schedule.isAlive(other));
      held.merge(member, amount, Integer::sum);
      told += afterDeath ? 1 : 0;
      assertThat(held.values().stream().mapToInt(i -> i).sum())
          .as("permits of the living")
          .isLessThanOrEqualTo(permits);
    }

    synchronized void remove(long member) {
      held.remove(member);
    }

    synchronized int told() {
      return told;
    }
  }

  @Test
  void permitsAreExactWhoeverDies() {
    AtomicInteger deaths = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    for (int seed = 0; seed < SCHEDULES; seed++) {
      HeapMemory memory = new HeapMemory(RECORDS);
      Schedule schedule = new Schedule(seed, seed % 3 == 0 ? 0 : 25);
      Holdings holdings = new Holdings(3);
      for (long member = 1; member <= 5; member++) {
        long me = member;
        schedule.add(me, memory, steps -> usePermits(steps, me, schedule, holdings));
      }
      schedule.run(MOST_STEPS);
      PermitLedger ledger = permits(memory, 3, Telling.ONCE);
      records(memory, 100, schedule, ledger).recover(ledger);
      assertThat(ledger.taken()).as("seed %d: still taken", seed).isZero();
      requireAllFree(memory, schedule, ledger, seed);
      assertThat(holdings.told()).as("seed %d", seed).isLessThanOrEqualTo(schedule.deaths());
      deaths.addAndGet(schedule.deaths());
      told.addAndGet(holdings.told());
    }
    assertThat(deaths.get()).as("deaths").isGreaterThan(SCHEDULES / 2);
    assertThat(told.get()).as("of which somebody was told").isPositive();
  }

  private static void usePermits(
      SyncMemory memory, long member, Schedule schedule, Holdings holdings) {
    PermitLedger ledger = permits(memory, holdings.permits, Telling.ONCE);
    Records records = records(memory, member, schedule, ledger);
    for (int round = 0; round < 4; round++) {
      int amount = 1 + (int) (member + round) % 3;
      records.recover(ledger);
      int record = records.take();
      if (record < 0) {
        continue;
      }
      PermitLedger.Outcome outcome = ledger.take(record, amount);
      if (outcome != PermitLedger.Outcome.REFUSED) {
        boolean told = outcome == PermitLedger.Outcome.TAKEN_AFTER_DEATH;
        holdings.add(member, amount, schedule, told);
        assertThat(ledger.taken()).isGreaterThanOrEqualTo(amount);
        holdings.remove(member);
        ledger.give(record);
      }
      records.free(record);
    }
  }

  private static void requireAllFree(
      HeapMemory memory, Schedule schedule, Ledger ledger, int seed) {
    Records records = records(memory, 101, schedule, ledger);
    for (int i = 0; i < RECORDS; i++) {
      assertThat(records.take()).as("seed %d: record %d of the dead", seed, i).isNotNegative();
    }
    assertThat(records.take()).as("seed %d", seed).isNegative();
  }

  @Test
  void theDeathOfAWriterIsToldUntilAnotherHasWritten() {
    HeapMemory memory = new HeapMemory(RECORDS);
    Schedule schedule = new Schedule(1, 0);
    PermitLedger ledger = permits(memory, 100, Telling.UNTIL_MENDED);
    Records dead = new Records(memory, 1000, schedule::isAlive, entry -> ledger);
    Records records = records(memory, 2, schedule, ledger);
    int reader = dead.take();
    assertThat(ledger.take(reader, 1)).isEqualTo(PermitLedger.Outcome.TAKEN);
    records.recover(ledger);
    int writer = dead.take();
    assertThat(ledger.take(writer, 100))
        .as("a dead reader has changed nothing")
        .isEqualTo(PermitLedger.Outcome.TAKEN);
    records.recover(ledger);
    List<Integer> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int record = records.take();
      assertThat(ledger.take(record, 1)).isEqualTo(PermitLedger.Outcome.TAKEN_AFTER_DEATH);
      readers.add(record);
    }
    readers.forEach(ledger::give);
    for (PermitLedger.Outcome expected :
        List.of(PermitLedger.Outcome.TAKEN_AFTER_DEATH, PermitLedger.Outcome.TAKEN)) {
      int record = records.take();
      assertThat(ledger.take(record, 100)).isEqualTo(expected);
      ledger.give(record);
      records.free(record);
    }
  }

  /** How the generations that the living waited for have ended. */
  private static final class Ends {
    private final Map<Integer, Outcome> ended = new HashMap<>();
    private int complete;
    private int broken;
    private int undone;

    synchronized void add(int generation, Outcome outcome) {
      switch (outcome) {
        case UNDONE -> undone++;
        case COMPLETE, BROKEN -> {
          Outcome other = ended.putIfAbsent(generation, outcome);
          assertThat(outcome)
              .as("end of %d", generation)
              .isEqualTo(other == null ? outcome : other);
          complete += outcome == Outcome.COMPLETE ? 1 : 0;
          broken += outcome == Outcome.BROKEN ? 1 : 0;
        }
        case WAITING -> throw new AssertionError("still waiting");
      }
    }
  }

  @Test
  void aGenerationEndsInOneWayForAllWhoeverDies() {
    AtomicInteger complete = new AtomicInteger();
    AtomicInteger broken = new AtomicInteger();
    AtomicInteger undone = new AtomicInteger();
    for (int seed = 0; seed < SCHEDULES; seed++) {
      HeapMemory memory = new HeapMemory(RECORDS);
      Schedule schedule = new Schedule(seed, seed % 3 == 0 ? 0 : 10);
      Ends ends = new Ends();
      for (long member = 1; member <= 4; member++) {
        long me = member;
        schedule.add(me, memory, steps -> meet(steps, me, schedule, ends));
      }
      schedule.run(MOST_STEPS);
      ArrivalLedger ledger = arrivals(memory, PARTIES);
      records(memory, 100, schedule, ledger).recover(ledger);
      assertThat(ledger.arrived()).as("seed %d: still there", seed).isZero();
      requireAllFree(memory, schedule, ledger, seed);
      if (schedule.deaths() == 0) {
        assertThat(ends.complete).as("seed %d: in threes", seed).matches(n -> n % PARTIES == 0);
        assertThat(ends.broken).as("seed %d", seed).isZero();
      }
      complete.addAndGet(ends.complete);
      broken.addAndGet(ends.broken);
      undone.addAndGet(ends.undone);
    }
    assertThat(List.of(complete.get(), broken.get(), undone.get())).allMatch(n -> n > 20);
  }

  private static void meet(SyncMemory memory, long member, Schedule schedule, Ends ends) {
    ArrivalLedger ledger = arrivals(memory, PARTIES);
    Records records = records(memory, member, schedule, ledger);
    for (int round = 0; round < 4; round++) {
      int record = records.take();
      if (record < 0) {
        continue;
      }
      boolean last = ledger.arrive(record);
      int generation = ledger.claim(record).amount();
      Outcome outcome = ledger.outcome(record);
      for (int look = 0; look < 6 && outcome == Outcome.WAITING; look++) {
        records.recover(ledger);
        outcome = ledger.outcome(record);
      }
      if (outcome == Outcome.WAITING) {
        outcome = ledger.undo(record);
      }
      assertThat(!last || outcome == Outcome.COMPLETE).as("the last one goes on").isTrue();
      ends.add(generation, outcome);
      ledger.forget(record);
      records.free(record);
    }
  }

  @Test
  void senselessWordsAreToldOrMended() {
    Random random = new Random(30);
    int told = 0;
    for (int round = 0; round < 20_000; round++) {
      HeapMemory memory = new HeapMemory(RECORDS);
      Schedule schedule = new Schedule(round, 0);
      for (int i = 0; i < 3; i++) {
        long word = random.nextBoolean() ? random.nextLong() : random.nextLong() & ~(7L << 61);
        memory.scribble(random.nextInt(memory.words()), word);
      }
      Holdings holdings = new Holdings(Integer.MAX_VALUE);
      try {
        if (round % 2 == 0) {
          usePermits(memory, 1, schedule, holdings);
        } else {
          meet(memory, 1, schedule, new Ends());
        }
      } catch (IpcCorruptException e) {
        told++;
      }
    }
    assertThat(told).isPositive();
  }
}
