package io.ipc4j.tests.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.ipc4j.tests.TransportUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit finds each mutant by the rule that it breaks, and by no other. */
final class MutantsTest {
  private static final int AT_A_TIME = 6;

  /** Takes all carriers, so that nothing else can run beside it. */
  private static final String ALONE = "holds-its-carrier";

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** What became of the kit's rules over one mutant. */
  private static final class Outcome implements TestExecutionListener {
    private final Map<String, String> failures = new TreeMap<>();
    private int passed;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (!test.isTest()) {
        return;
      }
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        String rule = test.getDisplayName().replaceFirst(" .*", "");
        failures.put(rule, result.getThrowable().map(Throwable::toString).orElse("?"));
      } else if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        passed++;
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> theKitFindsEachMutantByItsRuleAlone() {
    List<Mutation> mutations = new ArrayList<>(Mutations.all());
    mutations.add(BoastingProvider.MUTATION);
    mutations.sort(Comparator.comparing(MutantsTest::isAlone));
    Map<Mutation, Future<Outcome>> outcomes = new LinkedHashMap<>();
    ExecutorService executor = Executors.newFixedThreadPool(AT_A_TIME);
    for (Mutation mutation : mutations) {
      if (!isAlone(mutation)) {
        outcomes.put(mutation, executor.submit(() -> runKit(mutation)));
      }
    }
    executor.shutdown();
    return mutations.stream()
        .map(m -> DynamicTest.dynamicTest(m.toString(), () -> requireFound(m, outcomes.get(m))));
  }

  /** Those come last, when the others have been waited for. */
  private static boolean isAlone(Mutation mutation) {
    return mutation.name().equals(ALONE);
  }

  private static void requireFound(Mutation mutation, @Nullable Future<Outcome> running)
      throws Exception {
    Outcome outcome = running == null ? runKit(mutation) : running.get();
    assertThat(outcome.failures.keySet())
        .as("%s", outcome.failures)
        .containsExactly(mutation.rule());
    assertThat(outcome.passed).as("rules that pass").isGreaterThan(90);
  }

  private static Outcome runKit(Mutation mutation) {
    boolean boasting = mutation.name().equals(BoastingProvider.MUTATION.name());
    TransportUnderTest mutant =
        TransportUnderTest.named(boasting ? BoastingProvider.NAME : MutantProvider.NAME)
            .withLargestRegion(1 << 23)
            .withPatience(PATIENCE);
    MutantConformance.CURRENT.set(
        boasting ? mutant : mutant.with(MutantProvider.BREAKS.name(), mutation.name()));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(MutantConformance.class))
            .build();
    Outcome outcome = new Outcome();
    LauncherFactory.create().execute(request, outcome);
    return outcome;
  }
}
