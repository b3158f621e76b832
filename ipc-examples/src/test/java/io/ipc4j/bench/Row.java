package io.ipc4j.bench;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * A group of goals that are measured together.
 *
 * @param name by which it is chosen
 * @param group of rows to which it belongs, by which all of them are chosen
 * @param goals what is to be reached
 */
record Row(String name, String group, List<Goal> goals) {
  /** The cases that some rows need, each once. */
  static List<Case> cases(List<Row> rows) {
    LinkedHashSet<Case> cases = new LinkedHashSet<>();
    rows.stream().flatMap(row -> row.goals.stream()).forEach(goal -> cases.addAll(goal.cases()));
    return List.copyOf(cases);
  }

  /** Whether it is chosen by its name or by that of its group. */
  boolean isCalled(String word) {
    return word.equals(name) || word.equals(group);
  }
}
