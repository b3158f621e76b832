package io.ipc4j.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a run needs of the machine beside the JDK. */
public final class Tools {
  private static final Path GROUP = Path.of("/proc/self/autogroup");

  /** Leaves our scheduling group, whose share a spinner would otherwise use in our name. */
  private static final String SPIN =
      "if [ -w /proc/self/autogroup ]; then echo 19 >/proc/self/autogroup; fi; "
          + "while [ -d /proc/%d ]; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

  private Tools() {}

  public static boolean has(String command) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, command))) {
        return true;
      }
    }
    return false;
  }

  /** What a command prints, or its complaint. */
  public static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(1, TimeUnit.MINUTES);
    return text.strip();
  }

  /** Builds the C reference for one size of message and what is done to its bytes. */
  static Path buildRing(Path source, Path folder, Case.Kind kind)
      throws IOException, InterruptedException {
    Path program = folder.resolve("ring-" + kind.size() + "-" + kind.work().argument());
    Files.createDirectories(folder);
    String complaint =
        output(
            "gcc",
            "-O3",
            "-DSIZE=" + kind.size(),
            "-DWORK=" + kind.work().ordinal(),
            source.toString(),
            "-o",
            program.toString());
    if (!complaint.isEmpty()) {
      throw new IllegalStateException("gcc: " + complaint);
    }
    return program;
  }

  /**
   * Sets the priority of this session's processes among those of other sessions, where the kernel
   * schedules sessions as groups.
   *
   * @param nice -20 to 19; less than 0 takes a privilege
   */
  static void groupPriority(int nice) throws IOException {
    if (Files.exists(GROUP)) {
      Files.writeString(GROUP, Integer.toString(nice));
    }
  }

  /**
   * Starts a spinning process of the lowest priority on each processor, which keeps the hypervisor
   * from moving it between samples. They end with this process.
   */
  public static List<Process> hold(List<Integer> cpus) throws IOException {
    String loop = SPIN.formatted(ProcessHandle.current().pid());
    List<Process> spinners = new ArrayList<>();
    for (int cpu : cpus) {
      spinners.add(
          new ProcessBuilder(
                  "nice", "-n", "19", "taskset", "-c", "" + cpu, "setsid", "chrt", "--idle", "0",
                  "sh", "-c", loop)
              .inheritIO()
              .start());
    }
    return spinners;
  }
}
