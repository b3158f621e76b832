package io.ipc4j.tool;

import io.ipc4j.config.IpcConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have in common: configuration, help, and where text goes. */
@Command(
    synopsisHeading = "Usage: ",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, or not done completely; standard error says why",
      "2:the command line or the configuration is wrong",
      "124:what was waited for didn't happen in time",
      "130:ended by Ctrl-C"
    })
public abstract class ToolCommand implements Callable<Integer> {

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      order = 101,
      description = "Sets a configuration key; repeatable. 'ipc config' lists the keys.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--verbose",
      order = 102,
      description = "Shows where in the program a failure happened.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 103,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // the parser acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  /** For subclasses in this module. */
  protected ToolCommand() {}

  final boolean isVerbose() {
    return verbose;
  }

  /**
   * The configuration: what the surroundings say, and above it what {@code --set} says.
   *
   * @return a builder, to which the command may add
   */
  protected IpcConfig.Builder config() {
    IpcConfig.Builder config = IpcConfig.builder().loadDefaults();
    settings.forEach((key, value) -> config.set(key, value, "--set"));
    return config;
  }

  /**
   * What {@code --set} says.
   *
   * @return values by key, in the order of the command line
   */
  protected final Map<String, String> settings() {
    return settings;
  }

  /**
   * Where text for the user goes.
   *
   * @return standard output
   */
  protected final PrintWriter out() {
    return command().commandLine().getOut();
  }

  /**
   * Where messages to the user go.
   *
   * @return standard error
   */
  protected final PrintWriter err() {
    return command().commandLine().getErr();
  }

  /**
   * Tells the user something that is no failure.
   *
   * @param sentence what to tell
   */
  protected final void note(String sentence) {
    err().println("ipc: " + sentence);
  }

  /**
   * A mistake on the command line that the parser can't see.
   *
   * @param sentence what is wrong
   * @return the exception to throw
   */
  protected final ParameterException misuse(String sentence) {
    return new ParameterException(command().commandLine(), sentence);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }
}
