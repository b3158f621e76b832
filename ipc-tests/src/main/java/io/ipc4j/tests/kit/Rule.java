package io.ipc4j.tests.kit;

import io.ipc4j.spi.Trait;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** The test that bears one numbered rule of docs/transport-contract.md. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
public @interface Rule {
  /**
   * The rule's number.
   *
   * @return a letter for the topic and a number, such as {@code Q-3}
   */
  String value();

  /**
   * The traits without which the rule doesn't apply; none for what every transport owes.
   *
   * @return all that are needed
   */
  Trait[] needs() default {};
}
