package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.ToolException;
import io.ipc4j.tool.trial.Facts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A worker that adds to one number in a region, under the region's lock, beside others that do the
 * same.
 *
 * <p>The number is read and written plainly, so that without the lock additions would get lost.
 */
final class Adder {

  static final String REGION = "demo-counter";
  static final long REGION_BYTES = 4096;

  private static final String LOCK = "counter";
  private static final long NUMBER_AT = 0;
  private static final long READY_AT = 64;

  private final Ipc ipc;

  Adder(Ipc ipc) {
    this.ipc = ipc;
  }

  /** Waits until as many workers are ready, then adds 1 so many times. */
  Facts run(int workers, int times) throws InterruptedException, ToolException {
    try (Region region = ipc.regions().attach(REGION, AccessMode.READ_WRITE)) {
      awaitOthers(region, workers);
      RegionLock lock = region.lock(LOCK);
      MemorySegment memory = region.memory();
      for (int i = 0; i < times; i++) {
        try (Held _ = lock.lock(Source.TIMEOUT)) {
          long number = memory.get(ValueLayout.JAVA_LONG, NUMBER_AT);
          memory.set(ValueLayout.JAVA_LONG, NUMBER_AT, number + 1);
        }
      }
    }
    return new Facts().put("added", times);
  }

  private static void awaitOthers(Region region, int workers)
      throws InterruptedException, ToolException {
    region.atomics().getAndAddLong(READY_AT, 1);
    long deadline = System.nanoTime() + Source.TIMEOUT.toNanos();
    while (region.atomics().getLong(READY_AT) < workers) {
      if (System.nanoTime() > deadline) {
        throw new ToolException(ExitCode.TIMEOUT, "region=" + REGION + ": not all workers came");
      }
      Thread.sleep(1);
    }
  }

  /** The number as it stands. */
  static long found(Region region) {
    return region.atomics().getLong(NUMBER_AT);
  }
}
