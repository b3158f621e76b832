package io.ipc4j.shm.point;

import io.ipc4j.shm.point.Finding.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of all runs, by point. Thread safe. */
final class CrashTable {
  private static final class Row {
    private int ways;
    private int killed;
    private int stopped;
    private int notReached;
    private final Map<Kind, Integer> findings = new EnumMap<>(Kind.class);

    private void add(Row other) {
      ways += other.ways;
      killed += other.killed;
      stopped += other.stopped;
      notReached += other.notReached;
      other.findings.forEach((kind, count) -> findings.merge(kind, count, Integer::sum));
    }

    private String text(String name, String number) {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %d | %d | %d |",
              number,
              name,
              ways,
              killed,
              stopped,
              notReached));
      for (Kind kind : Kind.values()) {
        line.append(' ').append(findings.getOrDefault(kind, 0)).append(" |");
      }
      return line.toString();
    }
  }

  private final Map<CrashPoint, Row> rows = new EnumMap<>(CrashPoint.class);
  private final List<String> findings = new ArrayList<>();

  private Row row(CrashPoint point) {
    return rows.computeIfAbsent(point, key -> new Row());
  }

  /** Counts a way on which the point was seen. */
  synchronized void seen(Plan plan) {
    row(plan.point()).ways++;
  }

  /** Counts a run. */
  synchronized void ran(Plan plan, int signal, boolean reached, @Nullable Finding finding) {
    Row row = row(plan.point());
    if (!reached) {
      row.notReached++;
    } else if (signal == VictimProcess.KILL) {
      row.killed++;
    } else {
      row.stopped++;
    }
    if (finding != null) {
      row.findings.merge(finding.kind(), 1, Integer::sum);
      findings.add((signal == VictimProcess.KILL ? "KILL " : "STOP ") + plan + "\n  " + finding);
    }
  }

  /** All that went wrong. */
  synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  /** The points at which no victim was killed, or none stopped. */
  synchronized List<CrashPoint> missed() {
    List<CrashPoint> found = new ArrayList<>();
    for (CrashPoint point : CrashPoint.values()) {
      Row row = row(point);
      if (row.killed == 0 || row.stopped == 0) {
        found.add(point);
      }
    }
    return found;
  }

  /** The table, in Markdown. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    text.append("| no. | point | ways | killed | stopped | not reached |");
    for (Kind kind : Kind.values()) {
      text.append(' ').append(kind.name().toLowerCase(Locale.ROOT)).append(" |");
    }
    text.append("\n|---|---|---|---|---|---|").append("---|".repeat(Kind.values().length));
    Row sum = new Row();
    for (CrashPoint point : CrashPoint.values()) {
      Row row = row(point);
      sum.add(row);
      text.append('\n').append(row.text(point.name(), Integer.toString(point.number())));
    }
    return text.append('\n').append(sum.text("all", "")).append('\n').toString();
  }
}
