package io.ipc4j.examples.region;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ipc4j.Ipc;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionLock;
import java.lang.foreign.MemorySegment;

/** Counts in memory that all processes see, one process at a time. */
public final class Count {
  private Count() {}

  /**
   * Counts and ends.
   *
   * @param args how often, 1000 times without it
   * @throws InterruptedException never, since nobody interrupts this thread
   */
  public static void main(String[] args) throws InterruptedException {
    int times = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    try (Ipc ipc = Ipc.open();
        Region region = ipc.regions().createOrAttach("counter", 4096)) {
      RegionLock lock = region.lock("count");
      MemorySegment memory = region.memory();
      for (int i = 0; i < times; i++) {
        try (Held _ = lock.lock()) {
          memory.set(JAVA_LONG, 0, memory.get(JAVA_LONG, 0) + 1);
        }
      }
      System.out.println("counted " + times);
    }
  }
}
