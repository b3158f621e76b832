package io.ipc4j.bench;

import io.ipc4j.bench.Goal.Relation;
import io.ipc4j.bench.Goal.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The goals of some rows beside what a run has measured. */
final class GoalTable {
  private static final List<String> HEADS =
      List.of("row", "what", "goal", "reached", "relation", "framework", "compared with");

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
                "  %-8s %-14s %-70s goal %-12s %-24s %s of %s%n",
                cells.get(3).equals("yes") ? "reached" : cells.get(3).equals("no") ? "MISSED" : "-",
                cells.get(0),
                cells.get(1),
                cells.get(2),
                cells.get(4),
                cells.get(5),
                cells.get(6)));
      }
    }
    return text.toString();
  }

  /** Name, goal and verdict of each goal, for a file. */
  List<Map<String, Object>> results() {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Row row : rows) {
      for (Goal goal : row.goals()) {
        Verdict verdict = judge(goal);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("row", row.name());
        result.put("what", what(goal));
        result.put("goal", goal.limitText());
        result.put("comparedWith", verdict.best().map(Case::system).orElse("-"));
        result.put("spread", verdict.spread());
        result.put("reached", reached(verdict));
        results.add(result);
      }
    }
    return results;
  }

  private List<String> cells(Row row, Goal goal) {
    Verdict verdict = judge(goal);
    Spread spread = verdict.spread();
    String relation =
        spread.count() == 0
            ? "-"
            : goal.relation() == Relation.RATIO
                ? spread.text("%.2f", 1) + ", " + spread.count() + " rounds"
                : Numbers.text(goal.value(), spread, goal.subject().size())
                    + ", "
                    + spread.count()
                    + " rounds";
    return List.of(
        row.name(),
        what(goal),
        goal.limitText(),
        reached(verdict),
        relation,
        numbers(goal.subject(), goal.value()),
        verdict.best().map(best -> best.system() + " " + numbers(best, goal.value())).orElse("-"));
  }

  private static String what(Goal goal) {
    return goal.subject().kind().title() + ": " + goal.words();
  }

  private static String reached(Verdict verdict) {
    return verdict.spread().count() == 0 ? "not measured" : verdict.reached() ? "yes" : "no";
  }

  private String numbers(Case of, String value) {
    return Numbers.text(value, Spread.of(counting(of), value), of.size());
  }

  private Verdict judge(Goal goal) {
    return goal.judge(this::counting);
  }

  private List<Sample> counting(Case of) {
    return run.samples(of).stream().filter(Sample::counts).toList();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
