package io.ipc4j.tests.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.spi.Trait;
import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.kit.Rule;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** The written contract, the kit and the mutants say the same. */
final class ContractTest {
  private static final Path CONTRACT = Path.of("../docs/transport-contract.md");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| ([A-Z]-\\d+) \\| (.+) \\| ([a-z, -]+) \\| `(\\w+)` \\| (none: .+|`.+`) \\|");

  /** What is known of a rule, wherever it is written. */
  private record Facts(String needs, String test) {}

  private static List<Matcher> rows() throws IOException {
    try (Stream<String> lines = Files.lines(CONTRACT)) {
      return lines
          .filter(line -> line.matches("\\| [A-Z]-\\d.*"))
          .map(ROW::matcher)
          .peek(row -> assertThat(row.matches()).as("a row of the form expected").isTrue())
          .toList();
    }
  }

  private static List<Method> tests() {
    return AnnotationSupport.findAnnotatedMethods(
        TransportConformance.class, Rule.class, HierarchyTraversalMode.TOP_DOWN);
  }

  @Test
  void eachRuleHasExactlyOneTest() throws IOException {
    Map<String, Facts> written = new TreeMap<>();
    for (Matcher row : rows()) {
      Facts before = written.put(row.group(1), new Facts(row.group(3), row.group(4)));
      assertThat(before).as("another row of %s", row.group(1)).isNull();
    }
    Map<String, Facts> tested = new TreeMap<>();
    for (Method test : tests()) {
      Rule rule = test.getAnnotation(Rule.class);
      String needs = Arrays.stream(rule.needs()).map(Trait::text).collect(Collectors.joining(", "));
      Facts facts = new Facts(needs.isEmpty() ? "owed" : needs, test.getName());
      assertThat(tested.put(rule.value(), facts)).as("another test of %s", rule.value()).isNull();
    }
    assertThat(tested).hasSizeGreaterThan(100).isEqualTo(written);
  }

  @Test
  void eachRuleHasMutantsOrSaysWhyNot() throws IOException {
    Map<String, String> made =
        Stream.concat(Mutations.all().stream(), Stream.of(BoastingProvider.MUTATION))
            .collect(
                Collectors.groupingBy(
                    Mutation::rule,
                    TreeMap::new,
                    Collectors.mapping(
                        mutation -> "`" + mutation.name() + "`",
                        Collectors.collectingAndThen(
                            Collectors.toList(),
                            names -> names.stream().sorted().collect(Collectors.joining(", "))))));
    Map<String, String> written = new TreeMap<>();
    for (Matcher row : rows()) {
      if (!row.group(5).startsWith("none: ")) {
        written.put(row.group(1), row.group(5));
      }
    }
    assertThat(made).isEqualTo(written);
  }
}
