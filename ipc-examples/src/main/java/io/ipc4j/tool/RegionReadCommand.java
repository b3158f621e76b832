package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc region read}. */
@Command(
    name = "read",
    header = "Writes part of a region to standard output or to a file.",
    footer = {
      "  ipc region read board --offset 4096 --length 64k > copy",
      "  ipc region read board | od -c                             all of it"
    })
final class RegionReadCommand extends SessionCommand {

  private static final int CHUNK = 1 << 20;

  @Parameters(index = "0", paramLabel = "REGION", description = "The region's name.")
  private String region = "";

  @Option(
      names = "--offset",
      paramLabel = "N",
      order = 1,
      description = "The first byte to read (default: 0).")
  private ByteCount offset = new ByteCount(0);

  @Option(
      names = "--length",
      paramLabel = "M",
      order = 2,
      description = "How many bytes to read (default: all from the offset on).")
  private @Nullable ByteCount length;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      order = 3,
      description = "Writes to this file instead of standard output.")
  private @Nullable String out;

  @Override
  public Integer call() throws IOException {
    try (Ipc ipc = openForRegions();
        Region attached = ipc.regions().attach(region, AccessMode.READ_ONLY)) {
      long first = offset.bytes();
      long bytes = length == null ? Math.max(0, attached.size() - first) : length.bytes();
      if (first > attached.size() || bytes > attached.size() - first) {
        throw outOfBounds(attached, bytes);
      }
      try (OutputStream target = out == null ? new StandardOutput() : new FileOutputStream(out)) {
        copy(attached, first, bytes, target);
      }
    }
    return ExitCode.OK;
  }

  private static void copy(Region source, long first, long bytes, OutputStream target)
      throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
    MemorySegment memory = MemorySegment.ofArray(chunk);
    for (long done = 0; done < bytes; ) {
      int part = (int) Math.min(chunk.length, bytes - done);
      source.read(first + done, memory, 0, part);
      target.write(chunk, 0, part);
      done += part;
    }
  }

  private IpcUsageException outOfBounds(Region source, long bytes) {
    return new IpcUsageException(
        ErrorIds.OUT_OF_BOUNDS,
        ErrorText.of("region", source.name())
            .and("size", source.size())
            .and("offset", offset.bytes())
            .and("length", bytes)
            .problem("the part to read reaches beyond the region's end")
            .text());
  }
}
