package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import io.ipc4j.bench.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Messages that are published for each second of processor time that all processes use. */
final class Crowds implements Measurement {
  private static final long WARM = TimeUnit.SECONDS.toNanos(5);
  private static final long SAMPLE = TimeUnit.MILLISECONDS.toNanos(1200);
  private static final int ROUNDS = 2;
  private static final int SAMPLES = 3;
  private static final int HEAP = 64;
  private static final String OURS = "ipc4j";
  private static final String AERON = "aeron";

  private final Row row;
  private final int subscribers;

  private Crowds(int subscribers) {
    this.subscribers = subscribers;
    this.row =
        new Row(
            "publish-" + subscribers,
            "publish/subscribe, 1 to " + subscribers + ", 64 B, `ipc.wait=backoff`",
            "> 1.00 × Aeron IPC's messages per CPU-second");
  }

  static List<Measurement> all() {
    return List.of(new Crowds(2), new Crowds(8));
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  @Override
  public void run() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      measure(OURS, round);
      measure(AERON, round);
    }
    Spread ratio = row.ratio(OURS, AERON, "per-second");
    row.conclude(
        ratio.median() > 1,
        ratio.text("%.2f", 1) + " × Aeron IPC",
        String.format(
            Locale.ROOT,
            "%s M messages per CPU-second; Aeron %s; %d samples in %d rounds",
            row.of(OURS, "per-second").text("%.2f", 1e6),
            row.of(AERON, "per-second").text("%.2f", 1e6),
            ratio.count(),
            ROUNDS));
  }

  private void measure(String system, int round) throws IOException, InterruptedException {
    try (World world = new World()) {
      Child publisher =
          world.startReady(World.java("CrowdSide", HEAP, "publisher", system, world.directory()));
      List<Child> crowd = new ArrayList<>();
      for (int i = 0; i < subscribers; i++) {
        crowd.add(
            world.start(World.java("CrowdSide", HEAP, "subscriber", system, world.directory())));
      }
      for (Child subscriber : crowd) {
        subscriber.hear();
      }
      publisher.say("await " + subscribers);
      publisher.hear();
      sample(publisher, crowd, WARM);
      for (int i = 1; i <= SAMPLES; i++) {
        row.sample(round * SAMPLES + i, system, sample(publisher, crowd, SAMPLE));
      }
    }
  }

  private static Map<String, Double> sample(Child publisher, List<Child> crowd, long nanos)
      throws IOException, InterruptedException {
    for (Child subscriber : crowd) {
      subscriber.say("drain");
    }
    publisher.say("publish " + nanos);
    Map<String, Double> sent = publisher.hearNumbers();
    double count = sent.getOrDefault("count", 0.0);
    double used = sent.getOrDefault("used", 0.0);
    for (Child subscriber : crowd) {
      Map<String, Double> got = subscriber.hearNumbers();
      if (got.getOrDefault("count", 0.0) != count) {
        throw new IllegalStateException("published " + count + ", received " + got);
      }
      used += got.getOrDefault("used", 0.0);
    }
    Map<String, Double> values = new TreeMap<>();
    values.put("count", count);
    values.put("cpu-seconds", used / 1e9);
    values.put("per-second", count / (used / 1e9));
    return values;
  }
}
