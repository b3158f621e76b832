package io.ipc4j.aeron.driver;

/** Where the media driver runs. */
public enum DriverMode {
  /** In a process of its own, which the first one to need it starts. */
  AUTO,
  /** In the process of the session that needs it first. */
  EMBEDDED,
  /** Wherever somebody else has started it. */
  EXTERNAL
}
