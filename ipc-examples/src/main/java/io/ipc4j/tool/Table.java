package io.ipc4j.tool;

import java.util.ArrayList;
import java.util.List;

/** Lines of text in columns that are as wide as their widest cell. For use by one thread. */
public final class Table {

  private static final String GAP = "  ";

  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Begins a table.
   *
   * @param headings the columns' headings; one that begins with {@code >} aligns its column right
   */
  public Table(String... headings) {
    List<String> names = new ArrayList<>();
    for (String heading : headings) {
      right.add(heading.startsWith(">"));
      names.add(heading.startsWith(">") ? heading.substring(1) : heading);
    }
    rows.add(names);
  }

  /**
   * Adds a row.
   *
   * @param cells one text a column; missing ones are empty
   */
  public void add(String... cells) {
    rows.add(List.of(cells));
  }

  /**
   * The table as lines.
   *
   * @return headings first
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String padding = " ".repeat(Math.max(0, width(column) - cell.length()));
        line.append(column == 0 ? "" : GAP);
        line.append(right.get(column) ? padding + cell : cell + padding);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
