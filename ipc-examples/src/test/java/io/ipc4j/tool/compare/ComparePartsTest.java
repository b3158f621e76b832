package io.ipc4j.tool.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.tool.ToolException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparePartsTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/compare.json");

  @TempDir private Path folder;

  @Test
  void theJsonHasItsForm() throws Exception {
    String actual = ReportJson.text(Synthetic.report());
    if (Boolean.getBoolean("ipc.docs.update")) {
      Files.writeString(GOLDEN, actual);
    }
    assertThat(actual)
        .as("%s; rewrite it with -Dipc.docs.update=true", GOLDEN)
        .isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void whatWasWrittenIsReadAgain() throws Exception {
    Report report = Synthetic.report();
    String written = ReportJson.text(report);
    Path file = Files.writeString(folder.resolve("all.json"), written);
    assertThat(ReportJson.text(ReportJson.read(file, report.question()))).isEqualTo(written);
  }

  @Test
  void anotherFileIsToldByName() throws Exception {
    for (String text : List.of("", "[]", "{}", "{\"host\":{}}", "no json")) {
      Path file = Files.writeString(folder.resolve("other.json"), text);
      assertThatThrownBy(() -> ReportJson.read(file, Synthetic.question()))
          .isInstanceOf(ToolException.class)
          .hasMessageContaining("not a file that compare --json of this version wrote");
    }
  }

  @Test
  void thePageHoldsTheFiguresAndNothingFromOutside() {
    Report report = Synthetic.report();
    String page = Page.of(report);
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(begin) + begin.length();
    String data = page.substring(from, page.indexOf("</script>", from));
    assertThat(JsonParser.parseString(data)).isEqualTo(ReportJson.write(report));
    assertThat(page).doesNotContain("src=\"", "<link rel=\"stylesheet\"", "@import", "/*STYLE*/");
    assertThat(page).contains("Permission to use, copy, modify"); // the library's licence
  }

  @Test
  void theTableShowsEveryResultAndProblem() {
    StringWriter text = new StringWriter();
    ReportTable.print(Synthetic.report(), new PrintWriter(text, true));
    assertThat(text.toString().lines().filter(line -> line.matches("(swift|steady) .*")))
        .hasSize(Synthetic.report().results().size());
    assertThat(text.toString())
        .contains("broken: it fails")
        .contains("1. swift, wait=block")
        .contains("ipc.transport=swift")
        .contains("-  not broken: it fails");
  }

  @Test
  void plansPassAsText() {
    Plan plan =
        new Plan(
            List.of(
                new Lane(Lane.QUEUE, WaitMode.SPIN, false),
                new Lane(Lane.QUEUE, WaitMode.BLOCK, true),
                new Lane(Lane.REGION, WaitMode.BLOCK, false)),
            List.of(64, 1024));
    assertThat(Plan.parse(plan.toString())).isEqualTo(plan);
    assertThat(plan.cells()).isEqualTo(5);
    assertThat(plan.channels())
        .containsExactly(
            "queue-spin-there",
            "queue-spin-back",
            "queue-block-fixed-there",
            "queue-block-fixed-back");
  }

  @Test
  void processesWarmUpWhereTheyLeaveTheProcessorsToCompilersAndNothingIsMeasuredThere() {
    for (boolean quick : new boolean[] {true, false}) {
      Plan plan = Plan.of(Ipc.installed().getFirst(), quick);
      Lane first = plan.lanes().getFirst();
      assertThat(first.mode()).isEqualTo(WaitMode.YIELD);
      assertThat(plan.sizes(first)).isEmpty();
      assertThat(plan.lanes().stream().skip(1))
          .noneMatch(lane -> plan.sizes(lane).isEmpty())
          .extracting(Lane::mode)
          .contains(WaitMode.SPIN, WaitMode.BLOCK);
      assertThat(plan.lanes().stream().filter(Lane::fixed))
          .allMatch(lane -> plan.warmUpSizes(lane).equals(List.of(Plan.SMALLEST)));
    }
  }

  @Test
  void whatAQuickRunPlansFitsIntoItsTime() {
    for (long seconds : new long[] {3, 5, 8}) {
      long budget = TimeUnit.SECONDS.toNanos(seconds);
      for (TransportInfo transport : Ipc.installed()) {
        Plan plan = Plan.of(transport, true);
        long[] now = {0};
        Schedule schedule = new Schedule(budget, plan, true, () -> now[0]);
        for (Lane lane : plan.lanes()) {
          now[0] += schedule.warmUpNanos();
          for (int size : plan.sizes(lane)) {
            assertThat(schedule.isOver()).as("%s %s", lane, size).isFalse();
            now[0] += schedule.next().estimate();
          }
        }
        assertThat(now[0]).as(transport.name()).isBetween(budget / 2, budget + budget / 10);
      }
    }
  }

  @Test
  void whoseTimeIsOverWarmsUpNoMore() {
    long[] now = {0};
    Plan plan = Plan.of(Ipc.installed().getFirst(), true);
    Schedule schedule = new Schedule(1_000, plan, false, () -> now[0]);
    assertThat(schedule.warmUpNanos()).isPositive();
    assertThat(schedule.next().estimate()).isPositive();
    now[0] = 2_000;
    assertThat(schedule.isOver()).isTrue();
    assertThat(schedule.warmUpNanos()).isZero();
  }

  @Test
  void whatIsAnnouncedIsWithinTheMinuteForQuick() {
    long quick = Comparison.estimate(Ipc.installed(), true, true);
    long thorough = Comparison.estimate(Ipc.installed(), false, true);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(quick)).isLessThan(60);
    assertThat(thorough).isGreaterThan(quick);
  }

  @Test
  void aQuickPaceFitsIntoItsTime() {
    long second = TimeUnit.SECONDS.toNanos(1);
    assertThat(Pace.quick(second, true).estimate()).isBetween(second / 2, second);
    assertThat(Pace.quick(10 * second, false).sampleNanos()).isEqualTo(Pace.THOROUGH.sampleNanos());
    assertThat(Pace.quick(-second, true).sampleNanos()).isPositive();
  }

  @Test
  void systemCallsAreAddedUp() {
    String summary =
        """
        % time     seconds  usecs/call     calls    errors syscall
        ------ ----------- ----------- --------- --------- ----------------
         66.67    0.000200           2       100         7 futex
         33.33    0.000100           1        23           write
        ------ ----------- ----------- --------- --------- ----------------
        100.00    0.000300           2       123         7 total
        """;
    assertThat(Tracer.calls(summary)).isEqualTo(123);
    assertThat(Tracer.calls("")).isZero();
  }

  @Test
  void theMedianIsInTheMiddle() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
  }

  @Test
  void theKernelsAccountOfThisProcessGrows() {
    List<Long> self = List.of(ProcessHandle.current().pid());
    Usage before = Usage.of(self);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    Usage used = Usage.of(self).since(before);
    assertThat(used.cpuNanos()).isPositive();
    assertThat(used.allTicks()).isPositive();
    assertThat(Usage.of(List.of(Long.MAX_VALUE)).cpuNanos()).isZero();
  }

  @Test
  void durationsAreForPeople() {
    assertThat(ProgressBar.duration(59)).isEqualTo("59 s");
    assertThat(ProgressBar.duration(120)).isEqualTo("2 min");
    assertThat(ProgressBar.duration(125)).isEqualTo("2 min 5 s");
  }
}
