package io.ipc4j.tests.kit;

import io.ipc4j.Ipc;
import io.ipc4j.TransportInfo;
import io.ipc4j.spi.Trait;
import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each test its {@link Lab}, skips rules whose traits are not declared, ends what hangs, and
 * closes and kills what a test has opened and started, however it ends.
 */
public final class KitExtension
    implements ExecutionCondition, ParameterResolver, InvocationInterceptor {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(KitExtension.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(60);

  /** For JUnit. */
  public KitExtension() {}

  // --- traits ---

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Rule rule = AnnotationSupport.findAnnotation(context.getElement(), Rule.class).orElse(null);
    if (rule == null || rule.needs().length == 0) {
      return ConditionEvaluationResult.enabled("owed by every transport");
    }
    String name = transport(context).name();
    Set<Trait> declared = traits(name);
    List<String> missing =
        Arrays.stream(rule.needs()).filter(t -> !declared.contains(t)).map(Trait::text).toList();
    return missing.isEmpty()
        ? ConditionEvaluationResult.enabled("declared by " + name)
        : ConditionEvaluationResult.disabled(
            "%s %s not declared by %s"
                .formatted(
                    missing.size() == 1 ? "trait" : "traits", String.join(", ", missing), name));
  }

  private static TransportUnderTest transport(ExtensionContext context) {
    return ((TransportConformance) context.getRequiredTestInstance()).transport();
  }

  private static Set<Trait> traits(String transport) {
    return Ipc.installed().stream()
        .filter(info -> info.name().equals(transport))
        .findFirst()
        .map(TransportInfo::traits)
        .orElseThrow(() -> new AssertionError("transport " + transport + " is not installed"));
  }

  private static boolean crossesProcesses(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), Rule.class)
        .map(rule -> List.of(rule.needs()).contains(Trait.CROSS_PROCESS))
        .orElse(false);
  }

  // --- the lab ---

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Lab.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TransportUnderTest transport = transport(context);
    Lab lab = new Lab(transport, traits(transport.name()), crossesProcesses(context));
    context.getStore(NAMESPACE).put(Lab.class, lab);
    return lab;
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    Lab lab = context.getStore(NAMESPACE).get(Lab.class, Lab.class);
    if (lab == null) {
      invocation.proceed();
      return;
    }
    Throwable failure = Watchdog.run("test", lab.patience().multipliedBy(4), invocation::proceed);
    if (failure != null) {
      lab.explain(failure);
    }
    Throwable failedClose = Watchdog.run("closing", LONGEST_CLOSE, lab::close);
    if (failure == null) {
      failure = failedClose;
    } else if (failedClose != null) {
      failure.addSuppressed(failedClose);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
