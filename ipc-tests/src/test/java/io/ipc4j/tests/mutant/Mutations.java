package io.ipc4j.tests.mutant;

import java.util.List;
import java.util.stream.Stream;

/** All mutations. */
final class Mutations {
  private static final List<Mutation> ALL =
      Stream.of(
              QueueMutations.all(),
              AcknowledgedMutations.all(),
              PatternMutations.all(),
              RecordMutations.all(),
              PoolMutations.all(),
              LinkMutations.all(),
              RegionMutations.all(),
              ObjectMutations.all())
          .flatMap(List::stream)
          .toList();

  private Mutations() {}

  /** Those that {@link MutantProvider} makes. */
  static List<Mutation> all() {
    return ALL;
  }

  static Mutation named(String name) {
    return ALL.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }
}
