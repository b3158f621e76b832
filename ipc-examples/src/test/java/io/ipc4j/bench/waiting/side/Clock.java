package io.ipc4j.bench.waiting.side;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process has used of the processors. */
final class Clock {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Clock() {}

  /** Nanoseconds of all threads since the process began. */
  static long used() {
    return SYSTEM.getProcessCpuTime();
  }
}
