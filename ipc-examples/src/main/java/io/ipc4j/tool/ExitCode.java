package io.ipc4j.tool;

/** How the tool's process ends. */
public final class ExitCode {

  /** What was asked for was done. */
  public static final int OK = 0;

  /** It was not, or not completely. */
  public static final int FAILURE = 1;

  /** The command line or the configuration is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** What was waited for didn't happen in time; the same as timeout(1). */
  public static final int TIMEOUT = 124;

  /** Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
