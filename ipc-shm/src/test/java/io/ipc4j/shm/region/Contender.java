package io.ipc4j.shm.region;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Atomics;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** One of many processes that use the same objects of a region, until it is killed or stopped. */
final class Contender {
  /** The region's name. */
  static final String REGION = "r";

  /** How many permits the semaphore has. */
  static final int PERMITS = 3;

  /** Word: not 0 when all are to end. */
  static final long STOP = 0;

  /** Word: what is counted together. */
  static final long TOTAL = 8;

  /** Word: permits that those have who don't wait to be killed. */
  static final long GAUGE = 16;

  /** The first ledger; each contender has a word of its own. */
  static final long LEDGERS = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Region region;
  private final Atomics words;
  private final long ledger;
  private final long last;

  private Contender(Region region, int index, long last) {
    this.region = region;
    this.words = region.atomics();
    this.ledger = LEDGERS + 8L * index;
    this.last = last;
  }

  static IpcConfig config(Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .build();
  }

  /** Arguments: directory, what to do, its index, in which section it waits to be killed. */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open(config(Path.of(args[0])))) {
      Region region = ipc.regions().attach(REGION, AccessMode.READ_WRITE);
      Contender contender =
          new Contender(region, Integer.parseInt(args[2]), Long.parseLong(args[3]));
      switch (args[1]) {
        case "lock" -> contender.countUnderLock();
        case "permits" -> contender.countWithPermits();
        case "anything" -> contender.doAnything();
        default -> throw new IllegalArgumentException(args[1]);
      }
      System.out.println("end");
    }
  }

  private boolean isRunning() {
    return words.getLong(STOP) == 0;
  }

  private void awaitDeath(long section) {
    if (section == last) {
      System.out.println("inside");
      while (isRunning()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Plain reads and writes: only the lock makes them exact. */
  private void countUnderLock() throws InterruptedException {
    for (long section = 1; isRunning(); section++) {
      try (Held held = region.lock("lock").lock(PATIENCE)) {
        mend(region, held);
        words.setLong(ledger, words.getLong(ledger) + 1);
        awaitDeath(section);
        words.setLong(TOTAL, words.getLong(TOTAL) + 1);
      }
    }
  }

  static long ledgers(Region region) {
    long sum = 0;
    for (long at = LEDGERS; at < region.size(); at += 8) {
      sum += region.atomics().getLong(at);
    }
    return sum;
  }

  /** After a death inside the lock the ledgers tell what the total should be. */
  static void mend(Region region, Held held) {
    if (held.previousOwnerDied()) {
      region.atomics().setLong(TOTAL, ledgers(region));
    }
  }

  private void countWithPermits() throws InterruptedException {
    for (long section = 1; isRunning(); section++) {
      int amount = 1 + (int) (section % 2);
      try (Held held = region.semaphore("permits", PERMITS).acquire(amount, PATIENCE)) {
        long taken = words.getAndAddLong(GAUGE, amount) + amount;
        if (taken > PERMITS) {
          throw new AssertionError(taken + " permits are taken, told: " + held);
        }
        words.setLong(ledger, words.getLong(ledger) + 1);
        words.getAndAddLong(GAUGE, -amount);
        awaitDeath(section);
        words.getAndAddLong(TOTAL, 1);
      }
    }
  }

  /** Goes from one object to the next as fast as it can; killed anywhere. */
  private void doAnything() throws InterruptedException {
    Random random = new Random(ledger);
    System.out.println("ready");
    while (isRunning()) {
      switch (random.nextInt(6)) {
        case 0 -> region.lock("lock").lock(PATIENCE).close();
        case 1 -> acquireAndGive(1 + random.nextInt(PERMITS));
        case 2 -> region.readWriteLock("rw").readLock().lock(PATIENCE).close();
        case 3 -> region.readWriteLock("rw").writeLock().lock(PATIENCE).close();
        case 4 -> meet(Duration.ofMillis(random.nextInt(3)));
        default -> region.event("event").signal();
      }
    }
  }

  private void acquireAndGive(int amount) throws InterruptedException {
    try (Held held = region.semaphore("permits", PERMITS).acquire(amount, PATIENCE)) {
      long taken = words.getAndAddLong(ledger, amount) + amount;
      words.setLong(ledger, 0);
      if (taken > PERMITS) {
        throw new AssertionError(held + ": " + taken);
      }
    }
  }

  private void meet(Duration timeout) throws InterruptedException {
    try {
      boolean ignored = region.barrier("barrier", 2).await(timeout);
    } catch (IpcTimeoutException e) {
      // Nobody came: that is as good.
    }
  }
}
