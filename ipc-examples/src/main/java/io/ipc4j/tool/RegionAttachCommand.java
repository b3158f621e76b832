package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;
import io.ipc4j.region.Regions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc region attach}. */
@Command(
    name = "attach",
    header = "Attaches to a region and stays attached until Ctrl-C.",
    footer = {
      "  ipc region attach board                 fails if there is no such region",
      "  ipc region attach board --size 1MiB     creates it where it doesn't exist",
      "  ipc region attach board --hold 0        only looks whether that works"
    })
final class RegionAttachCommand extends SessionCommand {

  @Parameters(index = "0", paramLabel = "REGION", description = "The region's name.")
  private String region = "";

  @Option(names = "--read-only", order = 1, description = "For reading alone.")
  private boolean readOnly;

  @Option(
      names = {"-n", "--size"},
      paramLabel = "N",
      order = 2,
      description = "Creates the region with this size where it doesn't exist.")
  private @Nullable ByteCount size;

  @Option(
      names = "--hold",
      paramLabel = "D",
      order = 3,
      description = "Stays attached for this time, such as 10s, instead of until Ctrl-C.")
  private @Nullable Duration hold;

  @Override
  public Integer call() throws InterruptedException {
    if (readOnly && size != null) {
      throw misuse("--read-only can't be combined with --size.");
    }
    try (Ipc ipc = openForRegions();
        Region attached = attach(ipc.regions())) {
      String mode = readOnly ? "read-only" : "read-write";
      out().println("attached to region " + region + ", " + attached.size() + " bytes, " + mode);
      out().flush();
      Thread.sleep(hold == null ? Duration.ofNanos(Long.MAX_VALUE) : hold);
    }
    return ExitCode.OK;
  }

  private Region attach(Regions regions) {
    if (size != null) {
      return regions.createOrAttach(region, size.bytes());
    }
    return regions.attach(region, readOnly ? AccessMode.READ_ONLY : AccessMode.READ_WRITE);
  }
}
