package io.ipc4j.tool;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Starts the {@code ipc} command-line tool. */
public final class Main {

  /** What the framework logs goes to standard error as one line, like the tool's own messages. */
  private static final String LOG_FORMAT = "ipc: %5$s%n";

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    System.setProperty("java.util.logging.SimpleFormatter.format", LOG_FORMAT);
    Interruption interruption = Interruption.install(Thread.currentThread());
    int code;
    try {
      code = run(args, Terminal.out(), Terminal.err());
    } finally {
      interruption.workDone();
    }
    System.exit(code);
  }

  /**
   * Runs one command.
   *
   * @param args the command and its arguments
   * @param out where text for the user goes; messages and region contents go to standard output
   * @param err where errors go
   * @return the exit code
   */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine tool = Commands.commandLine(args);
    tool.setOut(out).setErr(err);
    int code = tool.execute(args);
    out.flush();
    err.flush();
    return code;
  }
}
