package io.ipc4j.tests.kit;

import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Runs the rules in the order of their numbers. */
public final class RuleOrder implements MethodOrderer {
  private static final Comparator<MethodDescriptor> BY_NUMBER =
      Comparator.comparing(RuleOrder::topic).thenComparingInt(RuleOrder::number);

  /** For JUnit. */
  public RuleOrder() {}

  @Override
  public void orderMethods(MethodOrdererContext context) {
    context.getMethodDescriptors().sort(BY_NUMBER);
  }

  private static String topic(MethodDescriptor method) {
    return method
        .findAnnotation(Rule.class)
        .map(rule -> rule.value().substring(0, dash(rule)))
        .orElse("");
  }

  private static int number(MethodDescriptor method) {
    return method
        .findAnnotation(Rule.class)
        .map(rule -> Integer.parseInt(rule.value().substring(dash(rule) + 1)))
        .orElse(0);
  }

  private static int dash(Rule rule) {
    return rule.value().indexOf('-');
  }
}
