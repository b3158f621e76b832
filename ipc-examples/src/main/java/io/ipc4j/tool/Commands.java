package io.ipc4j.tool;

import io.ipc4j.tool.compare.CompareCommand;
import io.ipc4j.tool.demo.DemoCommand;
import io.ipc4j.tool.demo.WorkerCommand;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * The tool's commands by name. Only the command that was asked for is set up: the description of
 * all of them costs more time than the start of the JVM.
 */
final class Commands {

  private static final Map<String, Supplier<Object>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("demo", DemoCommand::new);
    BY_NAME.put("compare", CompareCommand::new);
    BY_NAME.put("transports", TransportsCommand::new);
    BY_NAME.put("config", ConfigCommand::new);
    BY_NAME.put("send", SendCommand::new);
    BY_NAME.put("receive", ReceiveCommand::new);
    BY_NAME.put("publish", PublishCommand::new);
    BY_NAME.put("subscribe", SubscribeCommand::new);
    BY_NAME.put("request", RequestCommand::new);
    BY_NAME.put("reply", ReplyCommand::new);
    BY_NAME.put("region", RegionCommand::new);
    BY_NAME.put("clean", CleanCommand::new);
    BY_NAME.put("driver", DriverCommand::new);
    BY_NAME.put("demo-worker", WorkerCommand::new);
    BY_NAME.put("compare-worker", io.ipc4j.tool.compare.WorkerCommand::new);
  }

  private Commands() {}

  /** The names of a command's subcommands, but for those that are not for users. */
  static List<String> shown(CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The parser for a command line: with the one command that it names, or else with all. */
  static CommandLine commandLine(String[] args) {
    CommandLine tool = new CommandLine(new RootCommand());
    Supplier<Object> asked = args.length == 0 ? null : BY_NAME.get(args[0]);
    if (asked != null) {
      tool.addSubcommand(args[0], asked.get());
    } else {
      BY_NAME.forEach((name, command) -> tool.addSubcommand(name, command.get()));
    }
    Failures failures = new Failures();
    return tool.setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(96)
        .setColorScheme(
            Help.defaultColorScheme(Terminal.hasColour() ? Help.Ansi.ON : Help.Ansi.OFF))
        .registerConverter(Duration.class, Converters::duration)
        .registerConverter(ByteCount.class, Converters::bytes);
  }
}
