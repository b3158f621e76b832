package io.ipc4j.tests;

import java.util.Map;
import java.util.TreeMap;

/** The rules for which there is no mutant, and why. */
final class WithoutMutant {
  private static final String ABOVE = "kept by the layers above, whatever a transport does";
  private static final String PROCESSES = "mutants live in one process; this takes two";

  private WithoutMutant() {}

  /** Why, by the rule's number. */
  static Map<String, String> reasons() {
    Map<String, String> reasons = new TreeMap<>();
    for (String rule : new String[] {"A-6", "A-8"}) {
      reasons.put(rule, ABOVE);
    }
    for (int style = 1; style <= 5; style++) {
      reasons.put("F-" + style, ABOVE);
    }
    for (String rule : new String[] {"H-5", "H-6", "H-7", "L-1", "L-2", "L-3", "N-2", "N-5"}) {
      reasons.put(rule, ABOVE);
    }
    for (String rule : new String[] {"P-2", "P-3", "R-7", "R-8", "R-11", "R-31", "S-2", "S-3"}) {
      reasons.put(rule, ABOVE);
    }
    reasons.put("W-1", ABOVE);
    reasons.put("W-4", ABOVE);
    for (int process = 1; process <= 10; process++) {
      reasons.put("X-" + process, PROCESSES);
    }
    for (int process = 20; process <= 24; process++) {
      reasons.put("X-" + process, PROCESSES);
    }
    return reasons;
  }
}
