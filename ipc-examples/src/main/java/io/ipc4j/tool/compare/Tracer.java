package io.ipc4j.tool.compare;

import io.ipc4j.tool.ToolException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the system calls of processes with strace, which slows them down: for passes that nothing
 * else is measured in. Stateless.
 */
final class Tracer {

  private static final long PATIENCE_SECONDS = 4;
  private static final long LOOK_AGAIN_MILLIS = 2;
  private static final int CALLS_COLUMN = 3;

  private Tracer() {}

  /** What is done while it is counted. */
  @FunctionalInterface
  interface Work {
    /** Does it, and tells how many messages it was. */
    long run() throws InterruptedException, ToolException;
  }

  static boolean isInstalled() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "strace"))) {
        return true;
      }
    }
    return false;
  }

  /** System calls a message, or null where processes can't be attached to. */
  static @Nullable Double callsPerMessage(List<Long> processes, Work work)
      throws IOException, InterruptedException, ToolException {
    Path summary = Files.createTempFile("ipc-compare", ".strace");
    try {
      List<String> command = new ArrayList<>(List.of("strace", "-c", "-f", "-q"));
      command.addAll(List.of("-o", summary.toString()));
      processes.forEach(process -> command.addAll(List.of("-p", process.toString())));
      Process strace =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!awaitAttached(strace, processes)) {
          return null;
        }
        long messages = work.run();
        strace.destroy(); // it lets them go and writes its summary
        if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return null;
        }
        return messages == 0 ? null : (double) calls(Files.readString(summary)) / messages;
      } finally {
        strace.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(summary);
    }
  }

  private static boolean awaitAttached(Process strace, List<Long> processes)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (strace.isAlive() && System.nanoTime() < end) {
      if (processes.stream().allMatch(Tracer::isTraced)) {
        return true;
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return false;
  }

  private static boolean isTraced(long process) {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(process), "task"))) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("status"), StandardCharsets.ISO_8859_1)
            .contains("TracerPid:\t0\n")) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // a thread has ended: look again
    }
  }

  /** The sum of all calls in a summary: lines of share, seconds, average, calls, errors, name. */
  static long calls(String summary) {
    return summary
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(columns -> columns.length > CALLS_COLUMN + 1)
        .filter(columns -> !columns[columns.length - 1].equals("total"))
        .filter(columns -> columns[CALLS_COLUMN].matches("\\d+"))
        .mapToLong(columns -> Long.parseLong(columns[CALLS_COLUMN]))
        .sum();
  }
}
