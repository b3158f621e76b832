package io.ipc4j.bench.waiting;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.ipc4j.bench.Machine;
import io.ipc4j.bench.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures waiting and the noticing of deaths, over shared memory. */
@Command(
    name = "waits",
    description = "Measures waiting and the noticing of deaths, between processes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Waits implements Callable<Integer> {
  /** Flags of measured Java processes, beside the size of their heaps. */
  static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeSpecialFloatingPointValues().create();

  @Option(
      names = "--rows",
      split = ",",
      description = "Rows to measure, by the beginnings of their names; all by default.")
  private List<String> names = List.of("");

  @Option(names = "--gcc-source", description = "The C reference.", hidden = true)
  private Path source = Path.of("src/test/c/futex.c");

  @Option(names = "--json", description = "Where each sample is written.")
  private Path json = Path.of("target/bench/waits.json");

  @Option(names = "--markdown", description = "Where the goals and what was reached are written.")
  private Path markdown = Path.of("target/bench/waits.md");

  /** Runs the benchmark; the exit code is 1 if a row could not be measured. */
  public static void main(String[] args) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() ->
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    System.exit(new CommandLine(new Waits()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Tools.has("taskset") || !Tools.has("gcc")) {
      System.err.println("waits: taskset (package util-linux) and gcc are needed");
      return 1;
    }
    List<Measurement> chosen = measurements(buildReference());
    if (chosen.isEmpty()) {
      System.err.println("waits: --rows=" + String.join(",", names) + ": no row begins so");
      return 1;
    }
    Map<String, String> about = about();
    List<Row> rows = new ArrayList<>();
    boolean whole = true;
    for (Measurement each : chosen) {
      rows.addAll(each.rows());
      whole &= measured(each);
      each.rows().forEach(row -> System.err.println(row.text()));
      about.put("ended", now());
      write(rows, about); // a run that is cut short leaves what it has
    }
    System.out.println(Files.readString(markdown));
    System.out.println("Each sample: " + json);
    return whole ? 0 : 1;
  }

  private static boolean measured(Measurement each) throws InterruptedException {
    try {
      each.run();
      return true;
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      each.rows().forEach(row -> row.leaveOut(why.lines().findFirst().orElse("")));
      System.err.println("waits: " + why);
      return false;
    }
  }

  private List<Measurement> measurements(Path futex) {
    return Stream.of(
            Talk.all(futex),
            List.<Measurement>of(new Idle()),
            Calls.all(),
            Crowds.all(),
            Deaths.all(),
            Many.all())
        .flatMap(List::stream)
        .filter(each ->
            each.rows().stream().anyMatch(row -> names.stream().anyMatch(row.name()::startsWith)))
        .toList();
  }

  private Path buildReference() throws IOException, InterruptedException {
    Path program = Files.createTempDirectory("ipc4j-futex").resolve("futex");
    String complaint = Tools.output("gcc", "-O3", source.toString(), "-o", program.toString());
    if (!complaint.isEmpty()) {
      throw new IllegalStateException("gcc: " + complaint);
    }
    return program;
  }

  private static String now() {
    return OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Map<String, String> about() throws IOException, InterruptedException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("started", now());
    about.putAll(Machine.describe(true));
    about.put("flags", "-Xms and -Xmx as told by the row, " + String.join(" ", FLAGS));
    about.put("waiting", "as told by each row");
    return about;
  }

  private void write(List<Row> rows, Map<String, String> about) throws IOException {
    StringBuilder lines = new StringBuilder("{\n\"about\":" + GSON.toJson(about) + ",\n\"rows\":[");
    String separator = "\n";
    for (Row row : rows) {
      lines.append(separator).append(GSON.toJson(row.all()));
      separator = ",\n";
    }
    save(json, lines + "]}\n");
    StringBuilder page = new StringBuilder();
    about.forEach(
        (key, value) -> page.append("- ").append(key).append(": ").append(value).append('\n'));
    page.append("\n| ").append(String.join(" | ", Row.HEADS)).append(" |\n");
    page.append("| --- ".repeat(Row.HEADS.size())).append("|\n");
    rows.forEach(row -> page.append(row.markdown()));
    save(markdown, page.toString());
  }

  private static void save(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }
}
