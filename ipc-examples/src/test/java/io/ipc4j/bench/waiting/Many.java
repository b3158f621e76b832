package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether very many waiting virtual threads leave room for others, and all get their message. */
final class Many implements Measurement {
  private static final int HEAP = 512;
  private static final int PROBES = 2000;
  private static final double MOST_NANOS = 10e6;
  private static final String GOAL =
      "an unrelated one starts within 10 ms at p99, and all get their message";

  private final Row row;
  private final String how;
  private final int count;

  private Many(Row row, String how, int count) {
    this.row = row;
    this.how = how;
    this.count = count;
  }

  static List<Measurement> all() {
    return List.of(
        new Many(
            new Row("threads-shared", "10,000 virtual threads wait on one shared receiver", GOAL),
            "shared",
            10_000),
        new Many(
            new Row(
                "threads-channels",
                "1,000 channels of 64 KiB, a waiting virtual thread each",
                GOAL),
            "channels",
            1_000));
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public void run() throws IOException, InterruptedException {
    try (World world = new World()) {
      Child waiting = world.startReady(World.java("ManySide", HEAP, "waiting", world.directory()));
      Child sending = world.startReady(World.java("ManySide", HEAP, "sending", world.directory()));
      if (how.equals("channels")) {
        sending.say("open " + count);
        sending.hear();
      }
      waiting.say(how + " " + count);
      waiting.hear();
      waiting.say("probe " + PROBES);
      Map<String, Double> idle = waiting.hearNumbers();
      waiting.say("used " + TimeUnit.SECONDS.toNanos(5));
      double share = waiting.hearNumbers().getOrDefault("share", Double.NaN);
      sending.say(how + " " + count);
      waiting.say("probe " + PROBES / 4);
      Map<String, Double> busy = waiting.hearNumbers();
      sending.hear();
      waiting.say("got " + count);
      double got = waiting.hearNumbers().getOrDefault("got", 0.0);
      idle.put("cpu-share", share);
      idle.put("busy-p99", busy.getOrDefault("p99", Double.NaN));
      idle.put("got", got);
      row.sample(1, "ipc4j:shm", idle);
      conclude(idle, got, share, busy.getOrDefault("p99", Double.NaN));
    }
  }

  private void conclude(Map<String, Double> idle, double got, double share, double busy) {
    double p99 = idle.getOrDefault("p99", Double.NaN);
    row.conclude(
        p99 <= MOST_NANOS && got == count,
        String.format(Locale.ROOT, "p99 %.3f ms; %.0f of %d got theirs", p99 / 1e6, got, count),
        String.format(
            Locale.ROOT,
            "p50 %.3f, most %.3f ms of %d; while messages came p99 %.3f ms; waiting took %.2f %% of"
                + " a core",
            idle.getOrDefault("p50", Double.NaN) / 1e6,
            idle.getOrDefault("max", Double.NaN) / 1e6,
            PROBES,
            busy / 1e6,
            100 * share));
  }
}
