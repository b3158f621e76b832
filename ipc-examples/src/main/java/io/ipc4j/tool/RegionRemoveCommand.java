package io.ipc4j.tool;

import io.ipc4j.Ipc;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ipc region remove}. */
@Command(
    name = "remove",
    header = "Removes regions; who has one attached goes on using it.",
    footer = "  ipc region remove board old-board")
final class RegionRemoveCommand extends SessionCommand {

  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "REGION",
      description = "The regions' names.")
  private List<String> regions = new ArrayList<>();

  @Override
  public Integer call() {
    int missing = 0;
    try (Ipc ipc = openForRegions()) {
      for (String region : regions) {
        if (!ipc.regions().remove(region)) {
          note("region=" + region + ": there is no such region");
          missing++;
        }
      }
    }
    return missing == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }
}
