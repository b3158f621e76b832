package io.ipc4j.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of Markdown in the source tree.
 *
 * @param path where it is
 * @param lines its text
 */
record Page(Path path, List<String> lines) {
  /** The top of the source tree. */
  static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern MARK = Pattern.compile("<!-- from: (\\S+) -->");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final PathMatcher BUILT =
      FileSystems.getDefault().getPathMatcher("glob:**/{target,.git}/**");

  /**
   * Code that a page shows.
   *
   * @param source the file that it is taken from
   * @param code its lines, without indentation
   */
  record Snippet(Path source, List<String> code) {}

  static List<Page> all() {
    try (Stream<Path> files = Files.walk(TOP)) {
      return files
          .filter(file -> file.toString().endsWith(".md") && !BUILT.matches(file))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page read(Path path) {
    try {
      return new Page(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return TOP.relativize(path).toString();
  }

  /** The code under each mark that says where it is from. */
  List<Snippet> snippets() {
    List<Snippet> snippets = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      var mark = MARK.matcher(lines.get(i));
      if (mark.matches()) {
        List<String> code =
            lines.stream().skip(i + 2L).takeWhile(line -> !line.equals("```")).toList();
        snippets.add(new Snippet(TOP.resolve(mark.group(1)), stripped(code)));
      }
    }
    return snippets;
  }

  static List<String> stripped(List<String> code) {
    return code.stream().map(String::strip).toList();
  }

  /** Where its links lead, except out of the source tree. */
  List<String> links() {
    return Pattern.compile("(?s)```.*?```")
        .matcher(String.join("\n", lines))
        .replaceAll("")
        .lines()
        .flatMap(line -> LINK.matcher(line).results().map(MatchResult::group))
        .map(link -> link.substring(2, link.length() - 1))
        .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
        .toList();
  }

  /** The names by which links reach its headings. */
  List<String> anchors() {
    return lines.stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }
}
