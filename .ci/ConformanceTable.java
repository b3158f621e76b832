import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Writes docs/conformance.md, the table of transports and rules, from the reports that the tests
 * named {@code *ConformanceTest} have left in the tree; of several by one class the latest counts.
 *
 * <p>Run from the top of the tree. With {@code --check} it writes nothing, and fails if the document
 * says something else than the reports. It fails, too, if a rule failed or didn't run.
 */
final class ConformanceTable {
  private static final Path CONTRACT = Path.of("docs/transport-contract.md");
  private static final Path DOCUMENT = Path.of("docs/conformance.md");
  private static final Pattern TOPIC = Pattern.compile("## ([A-Z]): (.+)");
  private static final Pattern RULE =
      Pattern.compile("\\| ([A-Z]-\\d+) \\| (.+) \\| [a-z, -]+ \\| `(\\w+)` \\|.*");
  private static final Pattern REPORT = Pattern.compile("TEST-(?:.*\\.)?(\\w+)ConformanceTest\\.xml");
  private static final Pattern SKIPPED = Pattern.compile("traits? (.+) not declared by .*");
  private static final String PASSED = "✓";

  /** A report of one class: the results of its tests by their methods' names. */
  private record Report(FileTime time, Map<String, String> results) {}

  private ConformanceTable() {}

  public static void main(String[] args) throws Exception {
    boolean check = List.of(args).equals(List.of("--check"));
    if (args.length > 0 && !check) {
      fail("usage: java .ci/ConformanceTable.java [--check]");
    }
    Map<String, Report> reports = reports();
    if (reports.isEmpty()) {
      fail("there are no reports: run the tests first");
    }
    String text = document(reports);
    if (!check) {
      Files.writeString(DOCUMENT, text);
      System.out.println("wrote " + DOCUMENT + ": " + String.join(", ", reports.keySet()));
    } else if (!Files.exists(DOCUMENT) || !Files.readString(DOCUMENT).equals(text)) {
      fail(DOCUMENT + " is not what the tests say: run java .ci/ConformanceTable.java");
    }
  }

  private static void fail(String why) {
    System.err.println("conformance: " + why);
    System.exit(1);
  }

  // --- reading ---

  private static Map<String, Report> reports() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of("."))) {
      files = all.filter(path -> path.toString().contains("-reports/TEST-")).toList();
    }
    Map<String, Report> reports = new TreeMap<>();
    for (Path file : files) {
      Matcher name = REPORT.matcher(file.getFileName().toString());
      if (name.matches()) {
        Report report = new Report(Files.getLastModifiedTime(file), results(file));
        reports.merge(
            hyphenated(name.group(1)),
            report,
            (a, b) -> a.time().compareTo(b.time()) > 0 ? a : b);
      }
    }
    return reports;
  }

  /** {@code AeronUdp} is {@code aeron-udp}. */
  private static String hyphenated(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> results(Path file) throws Exception {
    Map<String, String> results = new TreeMap<>();
    var cases =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      results.put(test.getAttribute("name").replaceFirst("\\(.*", ""), result(test));
    }
    return results;
  }

  private static String result(Element test) {
    if (test.getElementsByTagName("failure").getLength() > 0
        || test.getElementsByTagName("error").getLength() > 0) {
      return "FAILED";
    }
    var skipped = test.getElementsByTagName("skipped");
    if (skipped.getLength() == 0) {
      return PASSED;
    }
    String reason = ((Element) skipped.item(0)).getAttribute("message");
    Matcher trait = SKIPPED.matcher(reason);
    return trait.matches() ? trait.group(1) : "SKIPPED: " + reason;
  }

  // --- writing ---

  private static String document(Map<String, Report> reports) throws IOException {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append(summary(reports));
    List<String> wrong = new ArrayList<>();
    for (String line : Files.readAllLines(CONTRACT)) {
      Matcher topic = TOPIC.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (topic.matches()) {
        text.append("\n## ").append(topic.group(2)).append("\n\n| Rule | What holds |");
        reports.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(reports.size())).append('\n');
      } else if (rule.matches()) {
        text.append("| %s | %s |".formatted(rule.group(1), rule.group(2)));
        reports.forEach(
            (name, report) -> {
              String result = report.results().getOrDefault(rule.group(3), "NOT RUN");
              if (!result.equals(result.toLowerCase(Locale.ROOT))) {
                wrong.add(name + " " + rule.group(1) + ": " + result);
              }
              text.append(' ').append(result).append(" |");
            });
        text.append('\n');
      }
    }
    if (!wrong.isEmpty()) {
      fail("not every rule passed or was skipped for a trait:\n  " + String.join("\n  ", wrong));
    }
    return text.toString();
  }

  private static String summary(Map<String, Report> reports) {
    Map<String, String> rows = new LinkedHashMap<>();
    reports.forEach(
        (name, report) -> {
          var results = report.results().values();
          long passed = results.stream().filter(PASSED::equals).count();
          String missing =
              results.stream()
                  .filter(result -> !PASSED.equals(result))
                  .flatMap(traits -> Stream.of(traits.split(", ")))
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining(", "));
          rows.put(
              name,
              "| %s | %d | %d | %s |%n"
                  .formatted(name, passed, results.size() - passed, missing.isEmpty() ? "-" : missing));
        });
    return "| | passed | skipped | for lack of the traits |\n|---|---|---|---|\n"
        + String.join("", rows.values());
  }

  private static final String INTRODUCTION =
      """
      # Conformance

      <!-- Generated from the reports of the tests by .ci/ConformanceTable.java; do not edit. -->

      What the conformance kit says of each transport, rule by rule. The rules are those of the
      [transport contract](transport-contract.md). A tick: the rule's test has passed. A trait: the test
      was skipped, because the transport doesn't declare that trait; what isn't declared is refused by
      name. There is no third case.

      A column is a class of tests that extends the kit, named after its transport; some transports have
      another one for another setting: `small-records` is `inproc` with records of 64 bytes at most.

      To bring it up to date:

      ```sh
      mvn -Dipc.fast=true test -Dtest='*ConformanceTest' -Dsurefire.failIfNoSpecifiedTests=false
      java .ci/ConformanceTable.java
      ```

      `.ci/run` compares it with the reports of its own run.

      """;
}
