package io.ipc4j.shm.stress;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.TestGrading;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs all tests with the options of the command line, prints a table, and ends with an error
 * unless each of them ran, none of the algorithm as it is had a forbidden outcome, and each mutant
 * had one.
 */
final class StressRun {
  /** What all runs of one test found together. */
  private static final class Sum {
    int configurations;
    int broken;
    long samples;
    long forbidden;
    final Map<String, Long> outcomes = new TreeMap<>();

    void add(TestResult result) {
      configurations++;
      broken += result.status() == Status.NORMAL ? 0 : 1;
      samples += result.getTotalCount();
      for (GradingResult outcome : TestGrading.grade(result).gradingResults.values()) {
        if (outcome.count > 0) {
          outcomes.merge(outcome.id, outcome.count, Long::sum);
          forbidden += outcome.expect == Expect.FORBIDDEN ? outcome.count : 0;
        }
      }
    }

    /** What is wrong with it; empty if nothing is. */
    String verdict(boolean mutant) {
      if (configurations == 0 || broken > 0) {
        return broken + " of " + configurations + " runs failed";
      }
      if (mutant) {
        return forbidden > 0 ? "" : "the mutant was not caught";
      }
      if (forbidden > 0) {
        return "forbidden outcomes";
      }
      return outcomes.size() > 1 ? "" : "the two sides never met";
    }
  }

  private StressRun() {}

  /** Arguments are those of jcstress. */
  public static void main(String[] args) throws Exception {
    Options options = new Options(args);
    if (!options.parse()) {
      System.exit(2);
    }
    long start = System.nanoTime();
    runAll(options);
    int wrong = report(sums(options));
    System.out.printf(
        Locale.ROOT,
        "jcstress: %d s, %d of %d tests wrong%n",
        (System.nanoTime() - start) / 1_000_000_000,
        wrong,
        chosen(options).size());
    System.exit(wrong == 0 ? 0 : 1);
  }

  private static void runAll(Options options) throws Exception {
    try {
      new JCStress(options).run();
    } catch (AssertionError e) {
      // It takes each mutant that is caught for a failure; what failed is judged by the results.
    }
  }

  private static List<String> chosen(Options options) {
    Pattern filter = Pattern.compile(options.getTestFilter());
    return TestList.tests().stream().filter(test -> filter.matcher(test).find()).toList();
  }

  private static Map<String, Sum> sums(Options options) throws Exception {
    Map<String, Sum> sums = new TreeMap<>();
    for (String test : chosen(options)) {
      sums.put(test, new Sum());
    }
    InProcessCollector all = new InProcessCollector();
    DiskReadCollector disk = new DiskReadCollector(options.getResultFile(), all);
    disk.dump();
    disk.close();
    for (TestResult result : all.getTestResults()) {
      sums.computeIfAbsent(result.getName(), name -> new Sum()).add(result);
    }
    return sums;
  }

  private static int report(Map<String, Sum> sums) {
    int wrong = 0;
    System.out.println("| test | runs | samples | forbidden | outcomes | verdict |");
    System.out.println("|---|---|---|---|---|---|");
    for (Map.Entry<String, Sum> entry : sums.entrySet()) {
      String name = entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1);
      boolean mutant = name.endsWith("Mutant");
      Sum sum = entry.getValue();
      String verdict = sum.verdict(mutant);
      wrong += verdict.isEmpty() ? 0 : 1;
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %d | %d | %s | %s |%n",
          name,
          sum.configurations,
          sum.samples,
          sum.forbidden,
          sum.outcomes,
          verdict.isEmpty() ? (mutant ? "caught" : "holds") : "WRONG: " + verdict);
    }
    return wrong;
  }
}
