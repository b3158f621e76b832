package io.ipc4j.tool;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that receive: when to end, and where messages go. */
final class ReceiveOptions {

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      order = 1,
      description = "Ends after N messages.")
  private @Nullable Long count;

  @Option(
      names = "--idle-timeout",
      paramLabel = "D",
      order = 2,
      description = "Ends when no message came for this time, such as 500ms or 2m.")
  private @Nullable Duration idleTimeout;

  @Option(
      names = {"-1", "--once"},
      order = 3,
      description = {
        "Ends when the last sender has closed and all that was sent is written.",
        "A child that --exec has launched always does."
      })
  private boolean once;

  @Option(
      names = {"-r", "--raw"},
      order = 4,
      description = "Writes the messages' bytes as they are; otherwise each message as a line.")
  private boolean raw;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      order = 5,
      description = "Writes to this file instead of standard output.")
  private @Nullable String out;

  /** What is wrong with the options, or null. */
  @Nullable String mistake() {
    return count != null && count < 1 ? "--count must be 1 or more." : null;
  }

  long count() {
    return count == null ? Long.MAX_VALUE : count;
  }

  @Nullable Duration idleTimeout() {
    return idleTimeout;
  }

  boolean once() {
    return once;
  }

  /** Opens where messages go. */
  MessageOutput open() throws IOException {
    OutputStream stream = out == null ? new StandardOutput() : new FileOutputStream(out);
    return new MessageOutput(stream, raw);
  }

  /** Whether messages don't appear on the terminal, so that a progress line can. */
  boolean isQuiet() {
    return out != null || Terminal.isFile(Terminal.STDOUT);
  }
}
