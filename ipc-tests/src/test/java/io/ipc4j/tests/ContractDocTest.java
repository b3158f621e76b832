package io.ipc4j.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.spi.Trait;
import io.ipc4j.tests.kit.Rule;
import io.ipc4j.tests.mutant.AllMutants;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The numbered rules in docs/transport-contract.md are those that the kit tests. With {@code
 * -Dipc.docs.update=true} the document is written anew.
 */
final class ContractDocTest {
  /** The topics in the order of the document; the letter is the first part of a rule's number. */
  private static final Map<String, String> TOPICS = topics();

  /** Why a rule has no mutant; each other rule has one, which {@code MutantsTest} runs. */
  private static final Map<String, String> WITHOUT_MUTANT = WithoutMutant.reasons();

  private static final Path DOCUMENT = Path.of("").toAbsolutePath().resolveSibling("docs");

  private record Entry(String number, Method method, List<String> mutants) {
    String topic() {
      return number.substring(0, number.indexOf('-'));
    }

    int index() {
      return Integer.parseInt(number.substring(number.indexOf('-') + 1));
    }

    String words() {
      String words =
          method.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
      return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    String owed() {
      Trait[] needs = method.getAnnotation(Rule.class).needs();
      return needs.length == 0
          ? "all"
          : Arrays.stream(needs).map(Trait::text).collect(Collectors.joining(", "));
    }

    String row() {
      String proof =
          mutants.isEmpty()
              ? WITHOUT_MUTANT.getOrDefault(number, "")
              : mutants.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
      String bearer = method.getDeclaringClass().getSimpleName();
      return "| " + String.join(" | ", number, words(), owed(), "`" + bearer + "`", proof) + " |";
    }
  }

  private static Map<String, String> topics() {
    Map<String, String> topics = new LinkedHashMap<>();
    topics.put("Q", "Queues");
    topics.put("S", "Sizes");
    topics.put("P", "Policies");
    topics.put("B", "Publish/subscribe");
    topics.put("A", "Request/reply");
    topics.put("H", "Handlers and receiving");
    topics.put("N", "Loans");
    topics.put("W", "Waiting");
    topics.put("F", "Futures, flows and values");
    topics.put("L", "Closing");
    topics.put("O", "Opening");
    topics.put("K", "Links");
    topics.put("X", "Processes");
    topics.put("R", "Regions");
    return topics;
  }

  private static List<Entry> entries() {
    Map<String, List<String>> mutants = AllMutants.namesByRule();
    List<Entry> entries = new ArrayList<>();
    for (Method method : TransportConformance.class.getMethods()) {
      Rule rule = method.getAnnotation(Rule.class);
      if (rule != null) {
        List<String> names = mutants.getOrDefault(rule.value(), List.of());
        entries.add(new Entry(rule.value(), method, names));
      }
    }
    entries.sort(Comparator.comparing(Entry::topic).thenComparingInt(Entry::index));
    return entries;
  }

  @Test
  void everyRuleHasOneTestAndIsInATopic() {
    assertThat(entries()).extracting(Entry::number).doesNotHaveDuplicates();
    assertThat(entries()).extracting(Entry::topic).allMatch(TOPICS::containsKey);
  }

  @Test
  void everyRuleHasAMutantOrAReasonWhyNot() {
    for (Entry entry : entries()) {
      assertThat(entry.mutants().isEmpty())
          .as("%s has %s; reason for none: %s", entry.number(), entry.mutants(), WITHOUT_MUTANT)
          .isEqualTo(WITHOUT_MUTANT.containsKey(entry.number()));
    }
    assertThat(entries())
        .extracting(Entry::number)
        .containsAll(AllMutants.namesByRule().keySet())
        .containsAll(WITHOUT_MUTANT.keySet());
  }

  @Test
  void theDocumentListsTheRules() throws IOException {
    Path file = DOCUMENT.resolve("transport-contract.md");
    String expected = document();
    if (Boolean.getBoolean("ipc.docs.update")) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file)).isEqualTo(expected);
  }

  private static String document() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    TOPICS.forEach((topic, title) -> {
      text.append("\n## ").append(title).append("\n\n");
      text.append("| rule | what holds | for | tested by | broken by |\n");
      text.append("| --- | --- | --- | --- | --- |\n");
      entries().stream()
          .filter(entry -> entry.topic().equals(topic))
          .forEach(entry -> text.append(entry.row()).append('\n'));
    });
    return text.toString();
  }

  private static final String INTRODUCTION =
      """
      # Transport contract

      What every transport keeps, so that an application can be moved from one to another by a line
      of configuration. Each rule has a number, one test of the conformance kit that bears it, and a
      *mutant*: a transport that breaks just this rule, and that the kit must find by it. A rule is
      *for* all transports, or for those that declare the traits named; it is skipped elsewhere, saying
      so. What is declared must work, and what is not declared is refused by name when it is asked for.

      The words of the rules are the names of their tests; the tests, in `ipc-tests/src/main`, are the
      full text. A transport's own test extends `TransportConformance` and names the transport; see
      [writing a transport](writing-a-transport.md).

      Rules on processes run against a second JVM that is killed and stopped by the kernel's signals.
      For those, and where a rule is about what the layers above do with a right transport, there is no
      mutant; the last column says why.
      """;
}
