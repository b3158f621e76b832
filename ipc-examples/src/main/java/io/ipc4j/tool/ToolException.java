package io.ipc4j.tool;

/** A failure that the tool itself notices, told in one sentence. */
public final class ToolException extends Exception {

  private static final long serialVersionUID = 1L;

  /** One of {@link ExitCode}. */
  private final int exitCode;

  /**
   * Makes the exception.
   *
   * @param exitCode how the process ends, one of {@link ExitCode}
   * @param message what went wrong and what to do about it
   */
  public ToolException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
