package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import io.ipc4j.bench.Spread;
import io.ipc4j.bench.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Round trips of the framework beside those of the C reference, sample by sample in turn. */
final class Talk implements Measurement {
  private static final long RING_BYTES = 5 << 20;
  private static final long WARM = TimeUnit.MILLISECONDS.toNanos(4000);
  private static final long SAMPLE = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int RUNS = 12;
  private static final int HEAP = 64;
  private static final double LIMIT = 1.10;
  private static final String OURS = "ipc4j:shm";
  private static final String C = "c";

  private final Row row;
  private final Condition condition;
  private final long spinMicros;
  private final Path futex;

  /** What surrounds the two processes. */
  private enum Condition {
    /** A processor each, which halts when there is nothing to do. */
    HALTING("idle processors halt", 1, false),
    /** A processor each, kept from halting by a spinner of the lowest priority. */
    HELD("idle processors don't halt", 1, true),
    /** Both on one processor. */
    ONE_CORE("both on one processor", 0, false);

    final String text;
    final int rightCpu;
    final boolean held;

    Condition(String text, int rightCpu, boolean held) {
      this.text = text;
      this.rightCpu = rightCpu;
      this.held = held;
    }
  }

  private Talk(Row row, Condition condition, long spinMicros, Path futex) {
    this.row = row;
    this.condition = condition;
    this.spinMicros = spinMicros;
    this.futex = futex;
  }

  /** All of them: waiting in the kernel at once, under each condition; and spinning before. */
  static List<Measurement> all(Path futex) {
    return List.of(
        blocking("block-halting", Condition.HALTING, futex),
        blocking("block-held", Condition.HELD, futex),
        blocking("block-one-core", Condition.ONE_CORE, futex),
        new Talk(
            new Row(
                "spin-block",
                "round trip, 64 B, `ipc.wait=block`, `ipc.spin=50us`",
                "≤ 1.10 × C in the same form"),
            Condition.HALTING,
            50,
            futex));
  }

  private static Talk blocking(String name, Condition condition, Path futex) {
    return new Talk(
        new Row(
            name,
            "round trip, 64 B, `ipc.wait=block`, `ipc.spin=0`, " + condition.text,
            "≤ 1.10 × C with a futex"),
        condition,
        0,
        futex);
  }

  @Override
  public List<Row> rows() {
    return List.of(row);
  }

  /** Two processes that talk. */
  private record Pair(Child left, Child right) {
    Map<String, Double> trips(long nanos) throws IOException, InterruptedException {
      right.say("echo");
      left.say("trips " + nanos);
      Map<String, Double> numbers = left.hearNumbers();
      right.hear();
      return numbers;
    }
  }

  @Override
  public void run() throws IOException, InterruptedException {
    List<Process> spinners = condition.held ? Tools.hold(List.of(0, 1)) : List.of();
    try (World world = new World()) {
      Pair ours = ours(world);
      Pair reference = reference(world);
      ours.trips(WARM);
      reference.trips(SAMPLE);
      for (int run = 1; run <= RUNS; run++) {
        row.sample(run, OURS, ours.trips(SAMPLE));
        row.sample(run, C, reference.trips(SAMPLE));
      }
    } finally {
      spinners.forEach(Process::destroyForcibly);
    }
    Spread ratio = row.ratio(OURS, C, "p50");
    row.conclude(
        ratio.median() <= LIMIT,
        ratio.text("%.2f", 1) + " × C",
        String.format(
            Locale.ROOT,
            "p50 %s µs; C %s µs; %d runs in turn",
            row.of(OURS, "p50").text("%.2f", 1000),
            row.of(C, "p50").text("%.2f", 1000),
            ratio.count()));
  }

  private Pair ours(World world) throws IOException, InterruptedException {
    return new Pair(ours(world, "left", 0), ours(world, "right", condition.rightCpu));
  }

  private Child ours(World world, String side, int cpu) throws IOException, InterruptedException {
    return world.startReady(
        World.on(
            cpu,
            World.java("TalkSide", HEAP, side, "block", spinMicros + "us", world.directory())));
  }

  private Pair reference(World world) throws IOException, InterruptedException {
    world.file("there", RING_BYTES);
    world.file("back", RING_BYTES);
    return new Pair(reference(world, "left", 0), reference(world, "right", condition.rightCpu));
  }

  private Child reference(World world, String side, int cpu)
      throws IOException, InterruptedException {
    String nanos = Long.toString(TimeUnit.MICROSECONDS.toNanos(spinMicros));
    return world.startReady(
        World.on(cpu, List.of(futex.toString(), side, nanos, world.directory())));
  }
}
