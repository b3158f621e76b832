package io.ipc4j.tool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ipc region}: the group of commands about regions. */
@Command(
    name = "region",
    header = "Creates, shows, writes, reads and removes regions of shared memory.",
    synopsisHeading = "Usage: ",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ipc region create board --size 1MiB",
      "  ipc region write board --offset 4096 < picture",
      "  ipc region read board --offset 4096 --length 64k > copy",
      "  ipc region list",
      "  ipc region remove board"
    },
    subcommands = {
      RegionCreateCommand.class,
      RegionAttachCommand.class,
      RegionWriteCommand.class,
      RegionReadCommand.class,
      RegionListCommand.class,
      RegionRemoveCommand.class
    })
final class RegionCommand implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // the parser acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    throw new ParameterException(
        command,
        "no command; the commands are " + String.join(", ", Commands.shown(command)) + ".");
  }
}
