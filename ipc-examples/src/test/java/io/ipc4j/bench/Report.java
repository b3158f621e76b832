package io.ipc4j.bench;

import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.ipc4j.bench.Case.Measure;
import io.ipc4j.bench.side.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The result of a run as text for people and as a file for later. */
final class Report {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeSpecialFloatingPointValues().create();
  private static final double MILLION = 1e6;
  private static final List<Measure> PAIRED =
      List.of(Measure.ROUND_TRIP, Measure.ONE_WAY, Measure.STREAMING);
  private static final String NAME = "  %-20s";
  private static final String CELL = " %21s";

  private final Run run;
  private final GoalTable goals;
  private final Map<String, String> about;
  private final StringBuilder text = new StringBuilder();

  /**
   * Makes the report.
   *
   * @param rows whose goals are judged; if there are none, the framework is put in relation to the
   *     others instead
   * @param about machine and settings, in the order in which they are shown
   */
  Report(Run run, List<Row> rows, Map<String, String> about) {
    this.run = run;
    this.goals = new GoalTable(run, rows);
    this.about = about;
  }

  /** The whole as text. */
  String text() {
    about.forEach((key, value) -> line("%-12s %s", key, value));
    run.cases().stream()
        .map(Case::kind)
        .distinct()
        .sorted(
            Comparator.comparing(Case.Kind::measure)
                .thenComparing(Case.Kind::work)
                .thenComparing(Case.Kind::size))
        .forEach(this::table);
    if (goals.isEmpty()) {
      allRatios();
    } else {
      text.append(goals.text());
    }
    run.failures().forEach((subject, why) -> line("%nNOT MEASURED %s: %s", subject, brief(why)));
    return text.toString();
  }

  private void allRatios() {
    for (String subject : Case.subjects(run.cases())) {
      ratios(subject, "median (min-max) of the rounds", Sample::counts);
    }
    for (String other : List.of(Sample.FAR, Sample.SIBLINGS)) {
      for (String subject : Case.subjects(run.cases())) {
        ratios(
            subject,
            "samples rejected as " + other + ", not the yardstick",
            sample -> other.equals(sample.rejected()));
      }
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String brief(String why) {
    return String.join(" ", why.lines().limit(2).toList());
  }

  private void table(Case.Kind kind) {
    List<Case> cases = run.cases().stream().filter(c -> c.kind().equals(kind)).toList();
    Measure measure = kind.measure();
    line("%n%s: %s", kind.title(), measure.unit);
    List<Column> columns = columns(measure);
    StringBuilder head = new StringBuilder(NAME.formatted(""));
    columns.forEach(column -> head.append(CELL.formatted(column.title())));
    line("%s   count, and rejected", head);
    for (Case each : cases) {
      List<Sample> all = run.samples(each);
      List<Sample> samples = all.stream().filter(Sample::counts).toList();
      StringBuilder row = new StringBuilder(NAME.formatted(each.system()));
      columns.forEach(column ->
          row.append(
              CELL.formatted(
                  Spread.of(samples, column.name()).text(column.format(), column.divisor()))));
      line("%s   %s", row, tally(all));
    }
    if (measure == Measure.LAYER) {
      cases.stream().filter(Case::isOurs).forEach(this::layer);
    }
  }

  /** A number of a sample, and how it is shown. */
  private record Column(String name, String title, String format, double divisor) {}

  private static List<Column> columns(Measure measure) {
    return switch (measure) {
      case ROUND_TRIP ->
          List.of(
              new Column("p50", "p50", "%.0f", 1),
              new Column("p99", "p99", "%.0f", 1),
              new Column("p999", "p99.9", "%.0f", 1));
      case ONE_WAY, STREAMING -> List.of(new Column("rate", "", "%.1f", MILLION));
      case LAYER ->
          List.of(
              new Column("send", "trySend", "%.1f", 1),
              new Column("poll", "poll(1)", "%.1f", 1),
              new Column("loan", "tryLoan+commit", "%.1f", 1),
              new Column("batch", "poll(64)", "%.1f", 1));
    };
  }

  /** What the handles cost more than the bare link, and what they allocate. */
  private void layer(Case handles) {
    List<Sample> ours = samples(handles, Sample::counts);
    List<Sample> bare = samples(handles.bareLink(), Sample::counts);
    StringBuilder more = new StringBuilder();
    for (Column column : columns(Measure.LAYER)) {
      more.append(
          String.format(
              Locale.ROOT,
              " %s %+.1f",
              column.title(),
              Spread.of(ours, column.name()).median() - Spread.of(bare, column.name()).median()));
    }
    double allocated =
        ours.stream().mapToDouble(s -> s.values().getOrDefault("allocated", 0.0)).sum();
    double count = ours.stream().mapToDouble(s -> s.values().getOrDefault("count", 0.0)).sum();
    line(
        "  %s over %s, ns:%s; %.0f bytes allocated for %.0f million messages",
        handles.system(), handles.bareLink().system(), more, allocated, count / MILLION);
  }

  /** How many count, and how many don't by reason. */
  private static String tally(List<Sample> samples) {
    StringBuilder text = new StringBuilder();
    text.append(samples.stream().filter(Sample::counts).count());
    for (String reason : Sample.REASONS) {
      long count = samples.stream().filter(s -> reason.equals(s.rejected())).count();
      if (count > 0) {
        text.append(", ").append(count).append(' ').append(reason);
      }
    }
    return text.toString();
  }

  // --- ratios ---

  private void ratios(String subject, String title, Predicate<Sample> which) {
    if (run.cases().stream()
        .noneMatch(c -> c.system().equals(subject) && !samples(c, which).isEmpty())) {
      return;
    }
    line("%n%s in relation to the others: %s", subject, title);
    for (Measure measure : PAIRED) {
      // the framework is the same in both one-way measures
      Measure mine = measure == Measure.STREAMING ? Measure.ONE_WAY : measure;
      Case ours = new Case(subject, mine, Work.READ, run.cases().getFirst().size());
      bestAeron(measure, which).ifPresent(best -> ratio(ours, best, "Aeron's best, ", which));
      run.cases().stream()
          .filter(c -> c.measure() == measure && !c.isOurs() && !c.isAeron())
          .forEach(other -> ratio(ours, other, "", which));
    }
  }

  private void ratio(Case ours, Case other, String remark, Predicate<Sample> which) {
    boolean trips = other.measure() == Measure.ROUND_TRIP;
    for (String name : trips ? List.of("p50", "p99", "p999") : List.of("rate")) {
      Spread spread = Spread.ofRatios(samples(ours, which), samples(other, which), name);
      if (spread.count() > 0) {
        line(
            "  %-24s %-6s %20s  of %s%s, %d rounds",
            other.measure().title,
            name,
            spread.text("%.2f", 1),
            remark,
            other.system(),
            spread.count());
      }
    }
  }

  private List<Sample> samples(Case of, Predicate<Sample> which) {
    return run.samples(of).stream().filter(which).toList();
  }

  private Optional<Case> bestAeron(Measure measure, Predicate<Sample> which) {
    boolean trips = measure == Measure.ROUND_TRIP;
    String name = trips ? "p50" : "rate";
    Comparator<Case> byMedian =
        Comparator.comparingDouble(c -> Spread.of(samples(c, which), name).median());
    return run.cases().stream()
        .filter(c -> c.measure() == measure && c.isAeron() && !samples(c, which).isEmpty())
        .min(trips ? byMedian : byMedian.reversed());
  }

  // --- file ---

  /** Writes everything as JSON, each sample on a line of its own. */
  void write(Path file) throws IOException {
    StringBuilder json = new StringBuilder("{\n\"about\":");
    json.append(GSON.toJson(about)).append(",\n\"cases\":[");
    String separator = "\n";
    for (Case each : run.cases()) {
      json.append(separator)
          .append("{\"system\":")
          .append(GSON.toJson(each.system()))
          .append(",\"measure\":")
          .append(GSON.toJson(each.measure().title))
          .append(",\"work\":")
          .append(GSON.toJson(each.work().argument()))
          .append(",\"size\":")
          .append(each.size())
          .append(",\"samples\":[\n")
          .append(run.samples(each).stream().map(GSON::toJson).collect(joining(",\n")))
          .append("]}");
      separator = ",\n";
    }
    Map<String, String> failures = new LinkedHashMap<>();
    run.failures().forEach((subject, why) -> failures.put(subject.toString(), brief(why)));
    json.append("],\n\"goals\":[")
        .append(goals.results().stream().map(GSON::toJson).collect(joining(",\n", "\n", "")))
        .append("],\n\"failures\":")
        .append(GSON.toJson(failures))
        .append("\n}\n");
    write(file, json);
  }

  /** Writes the goals and what was reached as a table in Markdown. */
  void writeMarkdown(Path file) throws IOException {
    StringBuilder page = new StringBuilder();
    about.forEach(
        (key, value) -> page.append("- ").append(key).append(": ").append(value).append('\n'));
    write(file, page.append('\n').append(goals.markdown()));
  }

  private static void write(Path file, CharSequence content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, content);
  }
}
