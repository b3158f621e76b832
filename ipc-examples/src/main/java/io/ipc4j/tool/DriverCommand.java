package io.ipc4j.tool;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;
import picocli.CommandLine.Command;

/** {@code ipc driver}. */
@Command(
    name = "driver",
    header = "Runs Aeron's media driver in the foreground, until Ctrl-C.",
    description = {
      "Sessions over aeron-ipc and aeron-udp in the same directory find it, also with",
      "ipc.aeron.driver=external. Without it, the first of them starts one in the background."
    },
    footer = {
      "  ipc driver",
      "  ipc driver --set ipc.aeron.directory=/dev/shm/my-driver",
      "  ipc driver --set ipc.namespace=trading"
    })
final class DriverCommand extends ToolCommand {
  /** Brought by the transport's jar, as the JDK's own tools are by theirs. */
  private static final String TOOL = "ipc-aeron-driver";

  @Override
  public Integer call() {
    ToolProvider driver =
        ToolProvider.findFirst(TOOL)
            .orElseThrow(() -> misuse("the transports aeron-ipc and aeron-udp aren't installed."));
    List<String> arguments =
        settings().entrySet().stream().map(set -> set.getKey() + "=" + set.getValue()).toList();
    StringWriter problems = new StringWriter();
    int status =
        driver.run(out(), new PrintWriter(problems, true), arguments.toArray(String[]::new));
    problems.toString().lines().forEach(this::note);
    return status == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }
}
