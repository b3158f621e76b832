package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import io.ipc4j.bench.Tools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long after a SIGKILL of a peer the interface says that it is gone. */
final class Deaths implements Measurement {
  private static final int DEATHS = 100;
  private static final int AT_A_TIME = 10;
  private static final int HEAP = 256;
  private static final double MILLION = 1e6;

  /** Until virtual machines that have just started have done with starting. */
  private static final long SETTLING = 1000;

  private final Row row;
  private final List<String> starter;
  private final List<String> options;
  private final double mostMillis;

  private Deaths(Row row, List<String> starter, List<String> options, double mostMillis) {
    this.row = row;
    this.starter = starter;
    this.options = options;
    this.mostMillis = mostMillis;
  }

  static List<Measurement> all() {
    return List.of(
        new Deaths(
            new Row("death", "a killed peer noticed, heap 256 MiB", "p99 ≤ 20 ms"),
            List.of(),
            List.of(),
            20),
        new Deaths(
            new Row(
                "death-touched",
                "the same, each page of the heap in use (`-XX:+AlwaysPreTouch`)",
                "p99 ≤ 20 ms"),
            List.of(),
            List.of("-XX:+AlwaysPreTouch"),
            20),
        new Deaths(
            new Row(
                "death-elsewhere",
                "a killed peer in another PID namespace noticed, heap 256 MiB",
                "p99 ≤ 150 ms"),
            List.of("unshare", "--pid", "--fork", "--kill-child"),
            List.of(),
            150));
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public void run() throws IOException, InterruptedException {
    if (!starter.isEmpty() && (!Tools.has("unshare") || !mayUnshare())) {
      row.leaveOut("unshare --pid is not permitted here");
      return;
    }
    try (World world = new World()) {
      Child survivor = world.startReady(World.java("SurvivorSide", HEAP, world.directory()));
      for (int death = 0; death < DEATHS; death += AT_A_TIME) {
        batch(world, survivor, death);
      }
    }
    conclude();
  }

  private static boolean mayUnshare() throws IOException, InterruptedException {
    return Tools.output("unshare", "--pid", "--fork", "true").isEmpty();
  }

  private void batch(World world, Child survivor, int death)
      throws IOException, InterruptedException {
    List<Child> victims = new ArrayList<>();
    List<String> command = new ArrayList<>(World.java("MortalSide", HEAP, world.directory()));
    command.addAll(1, options);
    for (int i = 0; i < AT_A_TIME; i++) {
      victims.add(world.start(World.by(starter, command)));
    }
    for (Child victim : victims) {
      victim.hear();
    }
    Thread.sleep(SETTLING);
    for (int i = 0; i < AT_A_TIME; i++) {
      survivor.say("await " + (AT_A_TIME - i));
      survivor.hear();
      survivor.say("kill " + process(victims.get(i)));
      Map<String, Double> took = survivor.hearNumbers();
      took.put(
          "both",
          Math.max(
              took.getOrDefault("subscribers", Double.NaN), took.getOrDefault("link", Double.NaN)));
      row.sample(death + i + 1, "ipc4j:shm", took);
    }
  }

  /** The virtual machine's number here, if it was started by another program too. */
  private long process(Child victim) {
    return starter.isEmpty()
        ? victim.pid()
        : ProcessHandle.of(victim.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
  }

  private void conclude() {
    row.conclude(
        quantile("both", 0.99) <= mostMillis,
        String.format(Locale.ROOT, "p99 %.1f ms", quantile("both", 0.99)),
        String.format(
            Locale.ROOT,
            "p50 %.1f, most %.1f ms of %d deaths; `subscribers()` p50 %.1f, p99 %.1f ms; a blocked"
                + " receiver's link lost p50 %.1f, p99 %.1f ms",
            quantile("both", 0.5),
            quantile("both", 1),
            row.of("ipc4j:shm", "both").count(),
            quantile("subscribers", 0.5),
            quantile("subscribers", 0.99),
            quantile("link", 0.5),
            quantile("link", 0.99)));
  }

  /** Milliseconds within which that share was noticed. */
  private double quantile(String value, double share) {
    double[] sorted = row.values("ipc4j:shm", value);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / MILLION;
  }
}
