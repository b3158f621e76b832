package io.ipc4j.internal;

/** The name by which peers know this process: its main class or command, and its id. */
final class SessionName {
  private static final int LONGEST = 40;

  private SessionName() {}

  static String ofThisProcess() {
    String command = System.getProperty("sun.java.command", "java").split(" ", 2)[0];
    String base = command.substring(command.lastIndexOf('/') + 1);
    base = base.endsWith(".jar") ? base : base.substring(base.lastIndexOf('.') + 1);
    base = base.replaceAll("[^A-Za-z0-9._-]", "_");
    base = base.isEmpty() ? "java" : base.substring(0, Math.min(LONGEST, base.length()));
    return base + "@" + ProcessHandle.current().pid();
  }
}
