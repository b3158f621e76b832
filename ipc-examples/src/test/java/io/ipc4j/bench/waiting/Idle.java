package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a process uses of a processor while its receiver is blocked and its peer is alive and says
 * nothing, by what the kernel tells of each thread.
 */
final class Idle implements Measurement {
  private static final int SECONDS = 30;
  private static final int HEAP = 64;
  private static final double MOST_PERCENT = 0.1;
  private static final List<String> FRAMEWORK = List.of("receiver", "ipc-shm-");

  private final Row row =
      new Row(
          "idle",
          "an idle blocked receiver: its thread and the framework's, over 30 s",
          "≤ 0.1 % of a core");

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public void run() throws IOException, InterruptedException {
    try (World world = new World()) {
      Child one =
          world.startReady(
              World.java("TalkSide", HEAP, "left", "block", "20us", world.directory()));
      Child other =
          world.startReady(
              World.java("TalkSide", HEAP, "right", "block", "20us", world.directory()));
      other.say("echo");
      one.say("trips " + TimeUnit.SECONDS.toNanos(2));
      one.hear();
      other.hear();
      other.say("blocked");
      TimeUnit.SECONDS.sleep(2); // what it began to compile meanwhile
      Map<String, Long> before = used(other.pid());
      TimeUnit.SECONDS.sleep(SECONDS);
      Map<String, Long> after = used(other.pid());
      conclude(before, after);
    }
  }

  private void conclude(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Double> percent = new TreeMap<>();
    double framework = 0;
    double all = 0;
    for (Map.Entry<String, Long> thread : after.entrySet()) {
      long nanos = thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
      double share = 100.0 * nanos / TimeUnit.SECONDS.toNanos(SECONDS);
      all += share;
      if (FRAMEWORK.stream().anyMatch(thread.getKey()::startsWith)) {
        framework += share;
        percent.put(thread.getKey(), share);
      }
    }
    percent.put("framework", framework);
    percent.put("process", all);
    row.sample(1, "ipc4j:shm", percent);
    row.conclude(
        framework <= MOST_PERCENT,
        String.format(Locale.ROOT, "%.3f %%", framework),
        String.format(
            Locale.ROOT, "%s; the whole process, virtual machine and all: %.3f %%", percent, all));
  }

  /** Nanoseconds on a processor of each thread, by its name and number. */
  private static Map<String, Long> used(long pid) throws IOException {
    Map<String, Long> used = new TreeMap<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        try {
          String name = Files.readString(task.resolve("comm")).strip();
          String times = Files.readString(task.resolve("schedstat"));
          used.put(name + " " + task.getFileName(), Long.parseLong(times.split(" ", -1)[0]));
        } catch (NoSuchFileException e) {
          // it has ended
        }
      }
    }
    return used;
  }
}
