package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;
import java.io.IOException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What reading a part of a region and writing one have in common. */
abstract class RegionPartCommand extends SessionCommand {

  /** How many bytes are copied at once. */
  static final int CHUNK = 1 << 20;

  private final AccessMode access;

  @Parameters(index = "0", paramLabel = "REGION", description = "The region's name.")
  private String region = "";

  @Option(
      names = "--offset",
      paramLabel = "N",
      order = 1,
      description = "The part's first byte (default: 0).")
  private ByteCount offset = new ByteCount(0);

  RegionPartCommand(AccessMode access) {
    this.access = access;
  }

  /** Copies the part that begins there, which may be beyond the region's end. */
  abstract void copy(Region attached, long first) throws IOException;

  @Override
  public final Integer call() throws IOException {
    try (Ipc ipc = openForRegions();
        Region attached = ipc.regions().attach(region, access)) {
      copy(attached, offset.bytes());
    }
    return ExitCode.OK;
  }

  /** Begins the text about a part that is not in the region. */
  final ErrorText about(Region attached) {
    return ErrorText.of("region", attached.name())
        .and("size", attached.size())
        .and("offset", offset.bytes());
  }

  static IpcUsageException outOfBounds(ErrorText text, String problem) {
    return new IpcUsageException(ErrorIds.OUT_OF_BOUNDS, text.problem(problem).text());
  }
}
