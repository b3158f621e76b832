package io.ipc4j.tests.kit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.platform.commons.support.AnnotationSupport;

/** Shows a rule's test as its number and the words of the method's name. */
public final class RuleNames extends DisplayNameGenerator.Standard {
  /** For JUnit. */
  public RuleNames() {}

  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosing, Class<?> testClass, Method method) {
    String words =
        method.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return AnnotationSupport.findAnnotation(method, Rule.class)
        .map(rule -> rule.value() + " " + words)
        .orElse(words);
  }
}
