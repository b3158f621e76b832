package io.ipc4j.shm.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.shm.point.CrashRun.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * At every crash point a process is killed, and again one is stopped for longer than any time-out:
 * nothing is lost, duplicated, corrupt, stuck or left behind.
 *
 * <p>The system properties {@code ipc.test.points.all}, whether all ways to each point are tried
 * and not a few, and {@code ipc.test.points.minutes}, how long to go on with random ones, say how
 * thoroughly.
 */
@Timeout(48 * 3600)
final class CrashPointsIT {
  private static final boolean ALL = Boolean.getBoolean("ipc.test.points.all");
  private static final int FEW = 2;
  private static final Duration LONGEST =
      Duration.ofMinutes(Integer.getInteger("ipc.test.points.minutes", 0));
  private static final int WORKERS = 3;
  private static final int SECOND_CHANCES = 5;
  private static final int MOST_FINDINGS = Integer.getInteger("ipc.test.points.findings", 5);

  private final CrashTable table = new CrashTable();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final long started = System.nanoTime();

  private record Run(Plan plan, int signal) {}

  @Test
  void everyPointKeepsThePromises() throws InterruptedException, IOException {
    List<Plan> seen = trace();
    Queue<Run> runs = new ConcurrentLinkedQueue<>(firstRuns(seen));
    inParallel(() -> runAll(runs));
    for (int time = 1; time <= SECOND_CHANCES && !table.missed().isEmpty(); time++) {
      runs.addAll(missedRuns(seen, time));
      inParallel(() -> runAll(runs));
    }
    for (long seed = 0; isTimeLeft() && failures.isEmpty(); seed++) {
      runs.addAll(furtherRuns(seen, new Random(seed)));
      inParallel(() -> runAll(runs));
    }
    report();
    assertThat(failures).isEmpty();
    assertThat(table.findings()).isEmpty();
    assertThat(table.missed()).as("points that no run came to").isEmpty();
  }

  private boolean isTimeLeft() {
    return System.nanoTime() - started < LONGEST.toNanos()
        && table.findings().size() < MOST_FINDINGS;
  }

  private List<Plan> trace() throws InterruptedException {
    List<Plan> seen = Collections.synchronizedList(new ArrayList<>());
    Queue<Script> scripts = new ConcurrentLinkedQueue<>(List.of(Script.values()));
    inParallel(() -> {
      try (CrashRun run = new CrashRun()) {
        for (Script script = scripts.poll(); script != null; script = scripts.poll()) {
          seen.addAll(run.trace(script));
        }
      }
    });
    assertThat(failures).as("scripts without a crash").isEmpty();
    seen.sort((a, b) -> a.toString().compareTo(b.toString()));
    seen.forEach(table::seen);
    return seen;
  }

  /** Of each point so many ways, evenly spread; if there are less, the same ways at later times. */
  private static List<Run> firstRuns(List<Plan> seen) {
    List<Run> runs = new ArrayList<>();
    for (List<Plan> ways : byPoint(seen).values()) {
      int step = ALL ? 1 : Math.max(1, ways.size() / FEW);
      for (int i = 0; i < (ALL ? ways.size() : FEW); i++) {
        Plan last = ways.get(i * step % ways.size());
        int round = i * step / ways.size();
        Plan plan = last.at(1 + round * (last.occurrence() - 1) / FEW);
        runs.add(new Run(plan, VictimProcess.KILL));
        runs.add(new Run(plan, VictimProcess.STOP));
      }
    }
    return runs;
  }

  /** What depends on who sleeps just then isn't reached every time. */
  private List<Run> missedRuns(List<Plan> seen, int time) {
    Map<CrashPoint, List<Plan>> plans = byPoint(seen);
    List<Run> runs = new ArrayList<>();
    for (CrashPoint point : table.missed()) {
      for (Plan plan : plans.getOrDefault(point, List.of())) {
        runs.add(new Run(plan.at(Math.min(time, plan.occurrence())), VictimProcess.KILL));
        runs.add(new Run(plan.at(Math.min(time, plan.occurrence())), VictimProcess.STOP));
      }
    }
    return runs;
  }

  /** The same way to a point counts once, whichever script goes it first. */
  private static Map<CrashPoint, List<Plan>> byPoint(List<Plan> seen) {
    Map<CrashPoint, List<Plan>> plans = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    for (Plan plan : seen) {
      if (known.add(plan.point() + plan.way())) {
        plans.computeIfAbsent(plan.point(), key -> new ArrayList<>()).add(plan);
      }
    }
    return plans;
  }

  /** Every way of every script, at any of its times. */
  private static List<Run> furtherRuns(List<Plan> seen, Random random) {
    List<Run> runs = new ArrayList<>();
    for (Plan plan : seen) {
      Plan any = plan.at(1 + random.nextInt(plan.occurrence()));
      runs.add(new Run(any, random.nextInt(3) == 0 ? VictimProcess.STOP : VictimProcess.KILL));
    }
    Collections.shuffle(runs, random);
    return runs;
  }

  private interface Work {
    void run() throws InterruptedException, IOException;
  }

  private void inParallel(Work work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  work.run();
                } catch (InterruptedException | IOException | RuntimeException | Error e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void runAll(Queue<Run> runs) throws InterruptedException, IOException {
    try (CrashRun crash = new CrashRun()) {
      for (Run run = runs.poll(); run != null; run = runs.poll()) {
        if (table.findings().size() < MOST_FINDINGS) {
          run(crash, run);
        }
      }
    }
  }

  private void run(CrashRun crash, Run run) throws InterruptedException {
    boolean reached = true;
    Finding finding = null;
    try {
      reached = crash.run(run.plan, run.signal) == Outcome.KEPT;
    } catch (Finding e) {
      finding = e;
    } catch (RuntimeException | AssertionError e) {
      finding = new Finding(Finding.Kind.FAILED, trace(e));
    }
    table.ran(run.plan, run.signal, reached, finding);
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void report() throws IOException {
    String text = table.text() + "\n" + String.join("\n", table.findings()) + "\n";
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("crash-points.md"), text);
    System.out.print(text);
    System.out.printf("crash points: %d s%n", (System.nanoTime() - started) / 1_000_000_000);
  }

  /** A finding that the table would swallow. */
  @Test
  void aFindingIsReported() {
    CrashTable own = new CrashTable();
    Plan plan = new Plan(Script.SENDER, CrashPoint.LANE_PUBLISH, "way", 1);
    @Nullable Finding finding = new Finding(Finding.Kind.LOST, "7");
    own.ran(plan, VictimProcess.KILL, true, finding);
    assertThat(own.findings()).containsExactly("KILL SENDER 504 LANE_PUBLISH 1 way\n  " + finding);
    assertThat(own.text())
        .contains("| 504 | LANE_PUBLISH | 0 | 1 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 |");
    assertThat(own.missed()).contains(CrashPoint.LANE_PUBLISH);
  }
}
