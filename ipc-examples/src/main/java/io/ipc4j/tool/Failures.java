package io.ipc4j.tool;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcTimeoutException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what failed as one sentence on standard error, and chooses the exit code. */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("ipc: " + usageSentence(e, command));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static String usageSentence(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty()) {
      String written = unmatched.getUnmatched().getFirst();
      return ErrorText.of("command", written)
          .problem("there is no such command")
          .didYouMean(written, Commands.shown(command))
          .text();
    }
    return String.valueOf(e.getMessage())
        .replace("option option", "option")
        .replaceFirst("^Error: ", "");
  }

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, @Nullable ParseResult parsed) {
    command.getOut().flush();
    String sentence = sentence(e);
    if (sentence != null) {
      command.getErr().println("ipc: " + sentence);
      if (isVerbose(command)) {
        e.printStackTrace(command.getErr());
      }
    }
    return exitCode(e);
  }

  private static boolean isVerbose(CommandLine command) {
    return command.getCommandSpec().userObject() instanceof ToolCommand tool && tool.isVerbose();
  }

  /**
   * The exit code for a failure.
   *
   * @param e the failure
   * @return one of {@link ExitCode}
   */
  static int exitCode(Throwable e) {
    return switch (e) {
      case ToolException tool -> tool.exitCode();
      case IpcConfigException config -> ExitCode.USAGE;
      case IpcTimeoutException timeout -> ExitCode.TIMEOUT;
      case IpcException ipc when ipc.is(ErrorIds.BAD_NAME) || ipc.is(ErrorIds.BAD_VALUE) ->
          ExitCode.USAGE;
      case InterruptedException interrupted -> ExitCode.INTERRUPTED;
      case ClosedByInterruptException interrupted -> ExitCode.INTERRUPTED;
      case UncheckedIOException io -> exitCode(cause(io));
      case ReaderGoneException gone -> ExitCode.OK;
      default -> ExitCode.FAILURE;
    };
  }

  /**
   * A failure as one sentence.
   *
   * @param e the failure
   * @return null for what a person causes and needs no word about: Ctrl-C, or the end of a pipe
   */
  public static @Nullable String sentence(Throwable e) {
    return switch (e) {
      case ToolException tool -> tool.getMessage();
      case IpcException ipc -> ipc.getMessage();
      case InterruptedException interrupted -> null;
      case ClosedByInterruptException interrupted -> null;
      case UncheckedIOException io -> sentence(cause(io));
      case ReaderGoneException gone -> null;
      case IOException io -> ioSentence(io);
      case OutOfMemoryError memory -> "out of memory: " + memory.getMessage();
      default -> "unexpected failure, please report it (--verbose shows more): " + e;
    };
  }

  private static IOException cause(UncheckedIOException e) {
    return Objects.requireNonNull(e.getCause());
  }

  private static String ioSentence(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": it can't be read or written";
      case FileNotFoundException missing -> String.valueOf(missing.getMessage());
      case FileSystemException other -> String.valueOf(other.getMessage());
      default -> "input or output failed: " + e.getMessage();
    };
  }
}
