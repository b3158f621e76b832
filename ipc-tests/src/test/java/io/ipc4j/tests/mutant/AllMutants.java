package io.ipc4j.tests.mutant;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the document on the contract needs to know of the mutants. */
public final class AllMutants {
  private AllMutants() {}

  /** The names of the mutants by the rule that each breaks. */
  public static Map<String, List<String>> namesByRule() {
    return Stream.concat(Mutations.all().stream(), Stream.of(BoastingProvider.MUTATION))
        .collect(
            Collectors.groupingBy(
                Mutation::rule,
                TreeMap::new,
                Collectors.mapping(Mutation::name, Collectors.toList())));
  }
}
