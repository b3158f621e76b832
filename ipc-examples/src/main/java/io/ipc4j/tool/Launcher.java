package io.ipc4j.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that launched this one by {@code --exec}, known by a variable of the environment: a
 * shell may stand between the two, and go on when that process is killed. Stateless.
 */
final class Launcher {

  private static final String VARIABLE = "IPC4J_EXEC_BY";
  private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})@(\\d{1,18}) in (.*)");

  /** When a process began is told by a clock that may be set. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private Launcher() {}

  /** Makes this process known to one that it is about to launch. */
  static void introduce(Map<String, String> environment) {
    ProcessHandle own = ProcessHandle.current();
    environment.put(
        VARIABLE, own.pid() + "@" + started(own).toEpochMilli() + " in " + pidNamespace());
  }

  /** Whether there was one and it has surely ended, so that nobody new can come. */
  static boolean isGone() {
    return isGone(System.getenv().getOrDefault(VARIABLE, ""));
  }

  /** The same of what the variable says; what isn't understood is no proof. */
  static boolean isGone(String known) {
    Matcher words = FORM.matcher(known);
    if (!words.matches() || !words.group(3).equals(pidNamespace())) {
      return false; // elsewhere the number may mean another process, or none
    }
    Instant began = Instant.ofEpochMilli(Long.parseLong(words.group(2)));
    return ProcessHandle.of(Long.parseLong(words.group(1)))
        .filter(ProcessHandle::isAlive)
        .filter(one -> Duration.between(started(one), began).abs().compareTo(TOLERANCE) < 0)
        .isEmpty();
  }

  private static Instant started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String pidNamespace() {
    try {
      return Files.readSymbolicLink(PID_NAMESPACE).toString();
    } catch (IOException e) {
      return "an unknown one";
    }
  }
}
