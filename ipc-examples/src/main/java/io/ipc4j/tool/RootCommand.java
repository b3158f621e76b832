package io.ipc4j.tool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ipc} without a command: help and version. */
@Command(
    name = "ipc",
    header = "Talks between processes over any transport of ipc4j.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, or not done completely; standard error says why",
      "2:the command line or the configuration is wrong",
      "124:what was waited for didn't happen in time",
      "130:ended by Ctrl-C"
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ipc demo                                   see every transport at work",
      "  ipc receive quotes --transport shm         in one terminal,",
      "  echo hello | ipc send quotes --transport shm   in another",
      "  ipc send --help                            options and examples of a command",
      "",
      "A transport is chosen by --transport, by IPC_TRANSPORT, or by a line",
      "ipc.transport=NAME in ./ipc.properties; 'ipc transports' lists them."
    })
final class RootCommand implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // the parser acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  @SuppressWarnings("UnusedVariable") // the parser acts on it
  private boolean version;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    throw new ParameterException(
        command,
        "no command; the commands are " + String.join(", ", Commands.shown(command)) + ".");
  }
}
