package io.ipc4j.tool;

import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc region read}. */
@Command(
    name = "read",
    header = "Writes part of a region to standard output or to a file.",
    footer = {
      "  ipc region read board --offset 4096 --length 64k > copy",
      "  ipc region read board | od -c                             all of it"
    })
final class RegionReadCommand extends RegionPartCommand {

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

  RegionReadCommand() {
    super(AccessMode.READ_ONLY);
  }

  @Override
  void copy(Region attached, long first) throws IOException {
    long bytes = length == null ? Math.max(0, attached.size() - first) : length.bytes();
    if (first > attached.size() || bytes > attached.size() - first) {
      throw outOfBounds(
          about(attached).and("length", bytes), "the part to read reaches beyond the region's end");
    }
    try (OutputStream target = out == null ? new StandardOutput() : new FileOutputStream(out)) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
      MemorySegment memory = MemorySegment.ofArray(chunk);
      for (long done = 0; done < bytes; ) {
        int part = (int) Math.min(chunk.length, bytes - done);
        attached.read(first + done, memory, 0, part);
        target.write(chunk, 0, part);
        done += part;
      }
    }
  }
}
