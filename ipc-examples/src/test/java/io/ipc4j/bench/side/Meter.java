package io.ipc4j.bench.side;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;

/**
 * Tells how much of a processor others used. Each measured process is bound to one processor and
 * spins on it: the part of the time in which it didn't run is what others took, be they other
 * processes or, where the kernel accounts for it, other virtual machines.
 */
final class Meter {
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final MethodHandle CLOCK_GETTIME =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private final MemorySegment time = Arena.global().allocate(16, 8);
  private long wall;
  private long used;

  void start() {
    wall = System.nanoTime();
    used = processNanos();
  }

  /** The share of the processor since {@link #start} that this process didn't get, 0 to 1. */
  double foreign() {
    long usedSince = processNanos() - used;
    long since = System.nanoTime() - wall;
    return Math.clamp(1 - (double) usedSince / since, 0.0, 1.0);
  }

  /** Milliseconds that the compiler has spent so far; quiet means that it is warm. */
  static long compiling() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
  }

  private long processNanos() {
    try {
      int result = (int) CLOCK_GETTIME.invokeExact(CLOCK_PROCESS_CPUTIME_ID, time);
      if (result != 0) {
        throw new IllegalStateException("clock_gettime: " + result);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000 + time.get(ValueLayout.JAVA_LONG, 8);
  }
}
