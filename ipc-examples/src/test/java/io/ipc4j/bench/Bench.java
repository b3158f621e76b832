package io.ipc4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the framework's shared-memory transport with its peers, between two processes. */
@Command(
    name = "bench",
    description = "Compares the framework with its peers, between two processes, in one run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Bench implements Callable<Integer> {
  /** All rows that can be chosen. */
  private static final List<Row> ROWS = SpinRows.all();

  @Option(names = "--quick", description = "Fewer systems and rounds: about a minute.")
  private boolean quick;

  @Option(
      names = "--systems",
      split = ",",
      description =
          "Systems to measure, such as ipc4j:shm, ipc4j:shm:loan, ipc4j:shm:blocking, ipc4j:uds,"
              + " aeron-shared:claim, aeron-invoker:offer, agrona:one-to-one, c.")
  private List<String> systems = List.of();

  @Option(
      names = "--rows",
      split = ",",
      description =
          "Goals to measure, by name or by group: spinning, or round-trip, round-trip-1k, one-way,"
              + " streaming, copied, in-place, constant, layer.")
  private List<String> rowNames = List.of();

  @Option(names = "--rounds", description = "How often each case gets fresh processes.")
  private @Nullable Integer rounds;

  @Option(names = "--samples", description = "Samples that count, wanted of a case in a round.")
  private int samples = 3;

  @Option(names = "--patience-seconds", description = "How long a case waits for them in a round.")
  private int patience = 10;

  @Option(names = "--sample-millis", description = "Length of a sample.")
  private int sampleMillis = 120;

  @Option(names = "--warm-millis", description = "Least length of warming up.")
  private int warmMillis = 1200;

  @Option(names = "--size", description = "Bytes of a message, a multiple of 8.")
  private int size = 64;

  @Option(names = "--cpus", split = ",", description = "The processors of the two sides.")
  private List<Integer> cpus = List.of(0, 1);

  @Option(
      names = "--near",
      split = ",",
      description =
          "Round trips of a cache line, in nanoseconds: from which two processors are near, not the"
              + " same core; and from which they are far.")
  private List<Double> near = List.of(80.0, 250.0);

  @Option(names = "--foreign", description = "Percent of a processor that others may use.")
  private double foreign = 15;

  @Option(
      names = "--no-hold",
      description = "No spinning process of the lowest priority on each processor.")
  private boolean noHold;

  @Option(
      names = "--priority",
      description =
          "Gives the measured processes the highest ordinary priority: for a machine that others"
              + " use too. Takes a privilege.")
  private boolean priority;

  @Option(
      names = "--quiet-seconds",
      description =
          "How long a case waits for others on this machine to be quiet before it starts; if they"
              + " aren't, it is left out of that round.")
  private int quiet;

  @Option(
      names = "--keep",
      description =
          "Keeps the processes of a case for all rounds, stopped while others are measured, instead"
              + " of fresh ones in each round: much shorter.")
  private boolean keep;

  @Option(
      names = "--most-seconds",
      description = "After how long no more samples are taken; what is there is reported.")
  private int mostSeconds;

  @Option(
      names = "--rest-millis",
      description = "Pause after a case and after a sample that doesn't count.")
  private int restMillis = 200;

  @Option(names = "--gcc-source", description = "The C reference.", hidden = true)
  private Path source = Path.of("src/test/c/ring.c");

  @Option(names = "--json", description = "Where each sample is written.")
  private Path json = Path.of("target/bench/bench.json");

  @Option(
      names = "--markdown",
      description = "Where the goals and what was reached are written, if there are rows.")
  private Path markdown = Path.of("target/bench/bench.md");

  /** Runs the benchmark; the exit code is 1 if a case could not be measured. */
  public static void main(String[] args) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() ->
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      System.err.println("bench: " + obstacle.get());
      return 1;
    }
    boolean withC = cases().stream().anyMatch(Case::isC) && Tools.has("gcc");
    if (!withC) {
      System.err.println("bench: without the C reference: gcc is not installed, or not asked for");
    }
    List<Case> cases = cases().stream().filter(c -> withC || !c.isC()).toList();
    Run run = new Run(settings(buildRings(cases)), cases, System.err);
    Map<String, String> about = about(withC);
    List<Process> spinners = !noHold && Tools.has("chrt") ? Tools.hold(cpus) : List.of();
    try {
      if (priority) {
        Tools.groupPriority(-20);
      }
      run.all();
    } finally {
      if (priority) {
        Tools.groupPriority(0);
      }
      spinners.forEach(Process::destroyForcibly);
    }
    about.put("company", "transports used in each process of ours: " + run.companies());
    about.put("ended", now());
    Report report = new Report(run, rows(), about);
    System.out.println(report.text());
    report.write(json);
    if (!rows().isEmpty()) {
      report.writeMarkdown(markdown);
    }
    System.out.println("Each sample: " + json);
    return run.failures().isEmpty() ? 0 : 1;
  }

  private List<Row> rows() {
    return ROWS.stream().filter(row -> rowNames.stream().anyMatch(row::isCalled)).toList();
  }

  private List<Case> cases() {
    if (!rowNames.isEmpty()) {
      return Row.cases(rows());
    }
    return systems.isEmpty() ? Case.usual(size, quick) : Case.of(systems, size, quick);
  }

  private Map<Case.Kind, Path> buildRings(List<Case> cases)
      throws IOException, InterruptedException {
    Map<Case.Kind, Path> rings = new HashMap<>();
    Path folder = Files.createTempDirectory("ipc4j-ring");
    for (Case each : cases) {
      if (each.isC()) {
        rings.put(each.kind(), Tools.buildRing(source, folder, each.kind()));
      }
    }
    return rings;
  }

  private static Optional<String> missing(String command, String from) {
    return Tools.has(command)
        ? Optional.empty()
        : Optional.of(command + " is missing (package " + from + ")");
  }

  private Optional<String> obstacle() {
    for (String name : rowNames) {
      if (ROWS.stream().noneMatch(row -> row.isCalled(name))) {
        return Optional.of(
            "--rows="
                + name
                + ": there are "
                + ROWS.stream().flatMap(r -> Stream.of(r.group(), r.name())).distinct().toList());
      }
    }
    if (size < 8 || size % 8 != 0) {
      return Optional.of("--size=" + size + ": a multiple of 8 is needed");
    }
    if (cpus.size() != 2 || cpus.get(0).equals(cpus.get(1))) {
      return Optional.of("--cpus=" + cpus + ": two different processors are needed");
    }
    if (near.size() != 2 || near.get(0) >= near.get(1)) {
      return Optional.of("--near=" + near + ": two rising numbers are needed");
    }
    if (!Files.isWritable(Path.of("/dev/shm"))) {
      return Optional.of("/dev/shm can't be written to");
    }
    return missing("taskset", "util-linux");
  }

  private Settings settings(Map<Case.Kind, Path> rings) {
    return new Settings(
        rounds(),
        samples,
        TimeUnit.SECONDS.toNanos(patience),
        TimeUnit.MILLISECONDS.toNanos(20),
        TimeUnit.MILLISECONDS.toNanos(sampleMillis),
        TimeUnit.MILLISECONDS.toNanos(warmMillis),
        new Sample.Rule(near.get(0), near.get(1), foreign / 100),
        cpus,
        TimeUnit.MILLISECONDS.toNanos(restMillis),
        TimeUnit.SECONDS.toNanos(quiet),
        keep,
        TimeUnit.SECONDS.toNanos(mostSeconds),
        priority ? List.of("nice", "-n", "-20") : List.of(),
        Path.of("/dev/shm"),
        java(),
        rings);
  }

  private int rounds() {
    Integer chosen = rounds;
    return chosen != null ? chosen : quick ? 3 : 5;
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms256m",
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "io.ipc4j.bench.side.Side");
  }

  private static String now() {
    return OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Map<String, String> about(boolean withC) throws IOException, InterruptedException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("started", now());
    about.putAll(Machine.describe(withC));
    List<String> flags = new ArrayList<>(java());
    flags.removeIf(flag -> !flag.startsWith("-") || flag.equals("-cp"));
    about.put("flags", String.join(" ", flags));
    about.put(
        "waiting",
        "every system spins (ipc.wait=spin); idle processors are "
            + (noHold || !Tools.has("chrt") ? "free to halt" : "held by SCHED_IDLE spinners"));
    about.put(
        "rule",
        ("a sample counts if a cache line's round trip takes %.0f to %.0f ns before and after it,"
                + " and others used less than %.0f %% of either processor")
            .formatted(near.get(0), near.get(1), foreign));
    about.put("priority", priority ? "raised for the measured processes" : "ordinary");
    about.put(
        "plan",
        "%d rounds, %s; %d samples of %d ms that count are wanted, for at most %d s; warmed up for %d ms and until the compilers are quiet; processors %s"
            .formatted(
                rounds(),
                keep
                    ? "the processes of a case stopped while others are measured"
                    : "each with fresh processes for every case",
                samples,
                sampleMillis,
                patience,
                warmMillis,
                cpus));
    return about;
  }
}
