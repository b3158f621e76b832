package io.ipc4j.msg.stdio;

import io.ipc4j.tests.TransportConformance;
import io.ipc4j.tests.TransportUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * All rules over standard streams. Within one process each session is the child of those that were
 * opened before it, over real pipes; the peers of the rules between processes are real children.
 */
final class StdioConformanceTest extends TransportConformance {
  private static Kinship kinship;

  @BeforeAll
  static void connectSessions() {
    kinship = new Kinship();
  }

  @AfterAll
  static void disconnectSessions() {
    kinship.close();
  }

  @Override
  public TransportUnderTest transport() {
    return TransportUnderTest.named("stdio");
  }
}
