package io.ipc4j.bench;

import io.ipc4j.bench.Goal.Relation;
import io.ipc4j.bench.Goal.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The goals of some rows beside what a run has measured. Where no sample counts because the
 * processors were far from each other all the time, those from afar are shown, and called so.
 */
final class GoalTable {
  private static final List<String> HEADS =
      List.of(
          "row", "what", "goal", "reached", "processors", "relation", "framework", "compared with");

  /** By which samples a goal is judged: those that count, and else those from afar, if any. */
  private enum Samples {
    NEAR("near"),
    FAR("far: not the yardstick"),
    NONE("-");

    private final String title;

    Samples(String title) {
      this.title = title;
    }

    boolean has(Sample sample) {
      return switch (this) {
        case NEAR -> sample.counts();
        case FAR -> Sample.FAR.equals(sample.rejected());
        case NONE -> false;
      };
    }
  }

  private final Run run;
  private final List<Row> rows;

  GoalTable(Run run, List<Row> rows) {
    this.run = run;
    this.rows = rows;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** As a table in Markdown: medians with least and greatest. */
  String markdown() {
    StringBuilder text = new StringBuilder(line(HEADS));
    text.append(line(HEADS.stream().map(head -> "---").toList()));
    for (Row row : rows) {
      row.goals().forEach(goal -> text.append(line(cells(row, goal))));
    }
    return text.toString();
  }

  /** As text for people. */
  String text() {
    StringBuilder text = new StringBuilder("\nGoals: median (least-greatest) of the rounds\n");
    for (Row row : rows) {
      for (Goal goal : row.goals()) {
        List<String> cells = cells(row, goal);
        text.append(
            String.format(
                Locale.ROOT,
                "  %-13s %-12s goal %-10s %-72s %s%n      by %s; framework %s; %s%n",
                cells.get(0),
                cells.get(3),
                cells.get(2),
                cells.get(1),
                cells.get(5),
                cells.get(4),
                cells.get(6),
                cells.get(7)));
      }
    }
    return text.toString();
  }

  /** Name, goal and verdict of each goal, for a file. */
  List<Map<String, Object>> results() {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Row row : rows) {
      for (Goal goal : row.goals()) {
        Samples by = samplesFor(goal);
        Verdict verdict = judge(goal, by);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("row", row.name());
        result.put("what", what(goal));
        result.put("goal", goal.limitText());
        result.put("samples", by.title);
        result.put("comparedWith", verdict.best().map(Case::system).orElse("-"));
        result.put("spread", verdict.spread());
        result.put("reached", reached(verdict));
        results.add(result);
      }
    }
    return results;
  }

  private List<String> cells(Row row, Goal goal) {
    Samples by = samplesFor(goal);
    Verdict verdict = judge(goal, by);
    return List.of(
        row.name(),
        what(goal),
        goal.limitText(),
        reached(verdict),
        by.title,
        relation(goal, verdict.spread()),
        numbers(goal.subject(), goal.value(), by),
        verdict
            .best()
            .map(best -> best.system() + " " + numbers(best, goal.value(), by))
            .orElse("-"));
  }

  private static String what(Goal goal) {
    return goal.subject().kind().title() + ": " + goal.words();
  }

  private static String reached(Verdict verdict) {
    return verdict.spread().count() == 0 ? "not measured" : verdict.reached() ? "yes" : "no";
  }

  private static String relation(Goal goal, Spread spread) {
    if (spread.count() == 0) {
      return "-";
    }
    String numbers =
        goal.relation() == Relation.RATIO
            ? spread.text("%.2f", 1)
            : Numbers.text(goal.value(), spread, goal.subject().size());
    return numbers + ", " + spread.count() + (spread.count() == 1 ? " round" : " rounds");
  }

  private String numbers(Case of, String value, Samples by) {
    return Numbers.text(value, Spread.of(samples(of, by), value), of.size());
  }

  private Samples samplesFor(Goal goal) {
    return judge(goal, Samples.NEAR).spread().count() > 0
        ? Samples.NEAR
        : judge(goal, Samples.FAR).spread().count() > 0 ? Samples.FAR : Samples.NONE;
  }

  private Verdict judge(Goal goal, Samples by) {
    return goal.judge(of -> samples(of, by));
  }

  private List<Sample> samples(Case of, Samples by) {
    return run.samples(of).stream().filter(by::has).toList();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
