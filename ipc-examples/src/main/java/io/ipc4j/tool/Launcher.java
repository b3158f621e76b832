package io.ipc4j.tool;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The process that launched this one by {@code --exec}, known by a variable of the environment: a
 * shell may stand between the two, and go on when that process is killed. Stateless.
 */
final class Launcher {

  private static final String VARIABLE = "IPC4J_EXEC_BY";

  private Launcher() {}

  /** Makes this process known to one that it is about to launch. */
  static void introduce(Map<String, String> environment) {
    environment.put(VARIABLE, describe(ProcessHandle.current()));
  }

  /** Whether there was one and it has ended, so that nobody new can come. */
  static boolean isGone() {
    String known = System.getenv(VARIABLE);
    return known != null
        && Optional.of(known.substring(0, known.indexOf('@')))
            .map(Long::valueOf)
            .flatMap(ProcessHandle::of)
            .filter(ProcessHandle::isAlive)
            .filter(process -> describe(process).equals(known))
            .isEmpty();
  }

  /** The time tells a later process that got the same number. */
  private static String describe(ProcessHandle process) {
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return process.pid() + "@" + started;
  }
}
