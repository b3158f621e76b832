package io.ipc4j.tool.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What processes have used so far, by the kernel's account; differences of two count. A process or
 * thread that is gone is left out.
 *
 * @param cpuNanos processor time, without that of the JVM's compilers, which the first seconds need
 *     and nobody later; with it where the kernel has no account in nanoseconds
 * @param userTicks processor time outside the kernel, in clock ticks
 * @param kernelTicks processor time inside the kernel, in clock ticks
 * @param switches how often one of their threads left a processor, compilers left out
 * @param busyTicks processor time of everybody on the machine
 * @param allTicks what all processors could have given
 */
record Usage(
    long cpuNanos, long userTicks, long kernelTicks, long switches, long busyTicks, long allTicks) {

  private static final Path PROC = Path.of("/proc");
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final String SWITCHES = "ctxt_switches:";

  /** Fields of a process's stat after its name: state is 0. */
  private static final int USER_TIME = 11;

  private static final int KERNEL_TIME = 12;

  /** Fields of the machine's stat: user, nice, system, idle, waiting, irq, softirq, steal. */
  private static final int IDLE = 4;

  private static final int WAITING = 5;
  private static final int LAST = 8;

  /** What these processes have used. */
  static Usage of(List<Long> processes) {
    long nanos = 0;
    long user = 0;
    long kernel = 0;
    long switches = 0;
    for (long process : processes) {
      Path folder = PROC.resolve(Long.toString(process));
      String stat = read(folder.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      if (fields.length > KERNEL_TIME) {
        user += Long.parseLong(fields[USER_TIME]);
        kernel += Long.parseLong(fields[KERNEL_TIME]);
      }
      for (Path thread : threads(folder)) {
        String status = read(thread.resolve("status"));
        if (!isCompiler(status.substring(status.indexOf('\t') + 1))) {
          nanos += firstNumber(read(thread.resolve("schedstat")));
          switches += switches(status);
        }
      }
    }
    long[] machine = machine();
    long cpu = nanos > 0 ? nanos : (user + kernel) * NANOS_PER_TICK;
    return new Usage(cpu, user, kernel, switches, machine[0], machine[1]);
  }

  private static boolean isCompiler(String name) {
    return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
  }

  private static List<Path> threads(Path process) {
    List<Path> threads = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(process.resolve("task"))) {
      found.forEach(threads::add);
    } catch (IOException e) {
      // it has ended
    }
    return threads;
  }

  private static long switches(String status) {
    return status
        .lines()
        .filter(line -> line.contains(SWITCHES))
        .mapToLong(line -> firstNumber(line.substring(line.indexOf(':') + 1)))
        .sum();
  }

  private static long firstNumber(String text) {
    String[] words = text.strip().split("\\s+", 2);
    return words[0].isEmpty() ? 0 : Long.parseLong(words[0]);
  }

  private static long[] machine() {
    String[] fields = read(PROC.resolve("stat")).split("\\s+", LAST + 2);
    long busy = 0;
    long all = 0;
    for (int i = 1; i < fields.length && i <= LAST; i++) {
      long ticks = Long.parseLong(fields[i]);
      all += ticks;
      busy += i == IDLE || i == WAITING ? 0 : ticks;
    }
    return new long[] {busy, all};
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** What was used since an earlier moment. */
  Usage since(Usage before) {
    return new Usage(
        Math.max(0, cpuNanos - before.cpuNanos),
        Math.max(0, userTicks - before.userTicks),
        Math.max(0, kernelTicks - before.kernelTicks),
        Math.max(0, switches - before.switches),
        busyTicks - before.busyTicks,
        allTicks - before.allTicks);
  }

  Usage plus(Usage other) {
    return new Usage(
        cpuNanos + other.cpuNanos,
        userTicks + other.userTicks,
        kernelTicks + other.kernelTicks,
        switches + other.switches,
        busyTicks + other.busyTicks,
        allTicks + other.allTicks);
  }

  /**
   * The part of the processor time that was spent in the kernel, 0 to 1; 0 if too little is known.
   */
  double kernelShare() {
    long ticks = userTicks + kernelTicks;
    return ticks == 0 ? 0 : (double) kernelTicks / ticks;
  }

  /** The part of all processors that others used, 0 to 1. */
  double foreign() {
    long others = busyTicks - userTicks - kernelTicks;
    return allTicks <= 0 ? 0 : Math.clamp((double) others / allTicks, 0.0, 1.0);
  }

  /** All processes whose command line has a text, such as a namespace that no other run has. */
  static List<Long> processesWith(String text) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        if (read(process.resolve("cmdline")).contains(text)) {
          found.add(Long.valueOf(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      return List.of(ProcessHandle.current().pid());
    }
    return found;
  }
}
