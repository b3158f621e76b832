package io.ipc4j.tool.compare;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.tool.ByteCount;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Installed;
import io.ipc4j.tool.Main;
import io.ipc4j.tool.Terminal;
import io.ipc4j.tool.ToolCommand;
import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc compare}. */
@Command(
    name = "compare",
    header = "Measures the transports on this machine, and recommends one.",
    description = {
      "",
      "Between two processes, over each transport, waiting by spin and by block: round trips and",
      "messages a second at several sizes, processor time, context switches, system calls (where",
      "strace is installed), and what a waiting receiver uses. Regions: write, lock and read.",
      "Let the machine do nothing else meanwhile. docs/compare.md tells what the figures mean."
    },
    footer = {
      "  ipc compare --quick                                   a first look, within a minute",
      "  ipc compare --json all.json --html all.html           everything, for later and for a browser",
      "  ipc compare --from all.json --size 4k --rate 200000 --receivers 8",
      "  ipc compare --from all.json --remote --prefer throughput"
    })
public final class CompareCommand extends ToolCommand {

  @Option(
      names = {"-t", "--transport"},
      paramLabel = "NAME",
      order = 1,
      description = "Only this transport; repeatable.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--quick",
      order = 2,
      description = "Ends within a minute: 64 bytes and 64 KiB, few and short samples.")
  private boolean quick;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      order = 3,
      description = "Measures nothing, but takes the figures from a file that --json wrote.")
  private @Nullable Path from;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      order = 4,
      description = "Writes everything to this file, for programs and for --from.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      order = 5,
      description = "Writes a page with charts to this file, complete in itself.")
  private @Nullable Path html;

  @ArgGroup(exclusive = false, heading = "%nWhat you need, for the recommendation:%n", order = 200)
  private Needs needs = new Needs();

  /** What the user needs of a transport. */
  static final class Needs {
    @Option(
        names = {"-n", "--size"},
        paramLabel = "N",
        order = 1,
        description = "Bytes a message, such as 4k (default: 64).")
    private ByteCount size = new ByteCount(Plan.SMALLEST);

    @Option(
        names = "--rate",
        paramLabel = "N",
        order = 2,
        description = "Messages a second (default: any).")
    private double rate;

    @Option(
        names = "--receivers",
        paramLabel = "N",
        order = 3,
        description = "How many get each message (default: 1).")
    private int receivers = 1;

    @Option(names = "--remote", order = 4, description = "They are on other machines.")
    private boolean remote;

    @Option(
        names = "--durable",
        order = 5,
        description = "Unread messages must survive the death of a process.")
    private boolean durable;

    @Option(
        names = "--max-idle-cpu",
        paramLabel = "PERCENT",
        order = 6,
        description = "What a waiting receiver may use of a processor (default: 10).")
    private double maxIdleCpu = 10;

    @Option(
        names = "--prefer",
        paramLabel = "WHAT",
        order = 7,
        converter = PreferenceConverter.class,
        description = "latency, throughput or cpu (default: latency).")
    private Question.Preference prefer = Question.Preference.LATENCY;
  }

  /** Names what is allowed as it is written on the command line. */
  private static final class PreferenceConverter
      implements CommandLine.ITypeConverter<Question.Preference> {
    @Override
    public Question.Preference convert(String text) {
      return Arrays.stream(Question.Preference.values())
          .filter(preference -> preference.toString().equalsIgnoreCase(text))
          .findAny()
          .orElseThrow(() ->
              new CommandLine.TypeConversionException(
                  "expected one of %s but was '%s'"
                      .formatted(Arrays.toString(Question.Preference.values()), text)));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ToolException {
    Question question = question();
    mustBeWritable("--json", json);
    mustBeWritable("--html", html);
    Report report = from == null ? measured(question) : read(from, question);
    ReportTable.print(report, out());
    if (json != null) {
      Files.writeString(json, ReportJson.text(report));
    }
    if (html != null) {
      Files.writeString(html, Page.of(report));
    }
    boolean complete =
        report.transports().stream().allMatch(t -> t.problem().isEmpty() || !wasAskedFor(t.name()));
    return complete && !report.results().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** What isn't available is no failure unless it was named. */
  private boolean wasAskedFor(String transport) {
    return from == null
        && (names.contains(transport)
            || Ipc.installed().stream().anyMatch(t -> t.name().equals(transport) && t.available()));
  }

  private Question question() {
    if (needs.size.bytes() < 1) {
      throw misuse("--size must be 1 or more.");
    }
    if (!(needs.rate >= 0)) {
      throw misuse("--rate must be 0 or more.");
    }
    if (needs.receivers < 1) {
      throw misuse("--receivers must be 1 or more.");
    }
    if (!(needs.maxIdleCpu >= 0)) {
      throw misuse("--max-idle-cpu must be 0 or more, in percent of one processor.");
    }
    return new Question(
        needs.size.bytes(),
        needs.rate,
        needs.receivers,
        needs.remote,
        needs.durable,
        needs.maxIdleCpu,
        needs.prefer);
  }

  /** Better told before minutes of measuring than after. */
  private void mustBeWritable(String option, @Nullable Path file) {
    if (file != null) {
      Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
      boolean writable = Files.exists(file) ? Files.isWritable(file) : Files.isWritable(folder);
      if (!writable || Files.isDirectory(file)) {
        throw misuse(option + " " + file + ": it can't be written.");
      }
    }
  }

  private Report read(Path file, Question question) throws IOException, ToolException {
    if (quick || !names.isEmpty()) {
      throw misuse("--from takes figures as they are: without --quick and --transport.");
    }
    return ReportJson.read(file, question);
  }

  private Report measured(Question question)
      throws IOException, InterruptedException, ToolException {
    List<TransportInfo> installed = Ipc.installed();
    List<TransportInfo> chosen =
        names.isEmpty()
            ? installed
            : names.stream().distinct().map(name -> Installed.require(name, installed)).toList();
    if (chosen.isEmpty()) {
      throw new ToolException(ExitCode.USAGE, "no transport is installed");
    }
    Host host = Host.here(version(), quick);
    long nanos = Comparison.estimate(chosen, quick, host.systemCalls());
    announce(chosen, nanos);
    int available = (int) chosen.stream().filter(TransportInfo::available).count();
    boolean person = Terminal.isTerminal(Terminal.STDERR);
    try (ProgressBar bar = new ProgressBar(err(), person, available, nanos)) {
      Comparison comparison = new Comparison(quick, host.systemCalls(), settings(), bar);
      List<TransportReport> transports = comparison.run(chosen);
      List<Result> results = comparison.results();
      return Report.of(host.with(results), transports, results, question);
    }
  }

  private void announce(List<TransportInfo> chosen, long nanos) {
    String names = String.join(", ", chosen.stream().map(TransportInfo::name).toList());
    note(
        "measuring %s: about %s%s"
            .formatted(
                names,
                ProgressBar.duration(Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos))),
                quick ? "" : " (--quick takes less than a minute)"));
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
