package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.region.Region;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc region create}. */
@Command(
    name = "create",
    header = "Creates a region filled with zeros; it lives until it is removed.",
    footer = "  ipc region create board --size 1MiB")
final class RegionCreateCommand extends SessionCommand {

  @Parameters(index = "0", paramLabel = "REGION", description = "The region's name.")
  private String region = "";

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      required = true,
      order = 1,
      description = "Its size in bytes, such as 4096, 64k or 3GiB.")
  private @Nullable ByteCount size;

  @Override
  public Integer call() {
    try (Ipc ipc = openForRegions();
        Region created = ipc.regions().create(region, Objects.requireNonNull(size).bytes())) {
      out().println("created region " + created.name() + ", " + created.size() + " bytes");
    }
    return ExitCode.OK;
  }
}
