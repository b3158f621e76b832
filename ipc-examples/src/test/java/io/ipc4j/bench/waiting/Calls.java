package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import io.ipc4j.bench.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * System calls a message, counted by strace as the difference between a short and a long run, so
 * that what attaching, commands and answers take drops out.
 */
final class Calls implements Measurement {
  private static final long SHORT = 100_000;
  private static final long FLOW = 2_100_000;
  private static final long TALK = 600_000;
  private static final int HEAP = 64;
  private static final String TRACED = "attached";

  private final Row row;
  private final String wait;
  private final String spin;
  private final String left;
  private final String right;
  private final long length;
  private final double most;

  private Calls(Row row, String wait, String spin, boolean talk, double most) {
    this.row = row;
    this.wait = wait;
    this.spin = spin;
    this.left = talk ? "talk " : "flow ";
    this.right = talk ? "echo" : "drain";
    this.length = talk ? TALK : FLOW;
    this.most = most;
  }

  static List<Measurement> all() {
    String none = "0 (0.0000) a message";
    return List.of(
        new Calls(
            new Row("calls-spin", "system calls, one way, `ipc.wait=spin`", none),
            "spin",
            "20us",
            false,
            0.00005),
        new Calls(
            new Row("calls-block", "system calls, one way, `ipc.wait=block`, busy", none),
            "block",
            "20us",
            false,
            0.00005),
        new Calls(
            new Row(
                "calls-spin-block",
                "system calls, round trips, `ipc.wait=block`, `ipc.spin=50us`",
                "< 0.01 a message"),
            "block",
            "50us",
            true,
            0.01));
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  /** Calls of the two threads that send and receive, and of all threads of both processes. */
  private record Count(long measured, long all) {}

  @Override
  public void run() throws IOException, InterruptedException {
    if (!Tools.has("strace")) {
      row.leaveOut("strace is not installed");
      return;
    }
    try (World world = new World()) {
      Child one = side(world, "left", 0);
      Child other = side(world, "right", 1);
      exchange(one, other, length);
      exchange(one, other, length);
      Count few = count(world, one, other, SHORT);
      Count many = count(world, one, other, length);
      long messages = (length - SHORT) * (right.equals("echo") ? 2 : 1);
      double measured = Math.max(0, (double) (many.measured - few.measured) / messages);
      double all = (double) (many.all - few.all) / messages;
      row.sample(1, "ipc4j:shm", Map.of("measured", measured, "all", all));
      row.conclude(
          measured < most,
          String.format(Locale.ROOT, "%.6f a message", measured),
          String.format(
              Locale.ROOT,
              "sending and receiving thread: %d calls with %d more messages; all threads of both"
                  + " processes, which look after peers: %d",
              many.measured - few.measured,
              messages,
              many.all - few.all));
    }
  }

  private Child side(World world, String side, int cpu) throws IOException, InterruptedException {
    return world.startReady(
        World.on(cpu, World.java("TalkSide", HEAP, side, wait, spin, world.directory())));
  }

  private Map<String, Double> exchange(Child one, Child other, long count)
      throws IOException, InterruptedException {
    other.say(right);
    one.say(left + count);
    Map<String, Double> threads = new TreeMap<>();
    threads.put("left", one.hearNumbers().getOrDefault("thread", 0.0));
    threads.put("right", other.hearNumbers().getOrDefault("thread", 0.0));
    return threads;
  }

  private Count count(World world, Child one, Child other, long messages)
      throws IOException, InterruptedException {
    Path log = Path.of(world.directory(), "calls");
    Process trace =
        new ProcessBuilder(
                "strace", "-f", "-o", log.toString(), "-p", "" + one.pid(), "-p", "" + other.pid())
            .redirectErrorStream(true)
            .start();
    awaitAttached(trace);
    Map<String, Double> threads = exchange(one, other, messages);
    trace.destroy();
    if (!trace.waitFor(1, TimeUnit.MINUTES)) {
      trace.destroyForcibly();
      throw new IllegalStateException("strace doesn't end");
    }
    List<String> calls =
        Files.readAllLines(log).stream()
            .filter(line -> line.contains("(") && !line.contains("<... "))
            .toList();
    return new Count(calls.stream().filter(line -> isOf(line, threads)).count(), calls.size());
  }

  /** It says so once it has attached to the last thread of a process; there are two. */
  private static void awaitAttached(Process trace) throws IOException {
    int processes = 0;
    String line;
    var said = trace.inputReader();
    while (processes < 2 && (line = said.readLine()) != null) {
      processes += line.contains(TRACED) ? 1 : 0;
    }
  }

  private static boolean isOf(String line, Map<String, Double> threads) {
    double thread = Double.parseDouble(line.substring(0, line.indexOf(' ')));
    return threads.containsValue(thread);
  }
}
