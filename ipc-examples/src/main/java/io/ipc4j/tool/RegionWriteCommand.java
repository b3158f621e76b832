package io.ipc4j.tool;

import io.ipc4j.Ipc;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Region;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc region write}. */
@Command(
    name = "write",
    header = "Writes what it reads into a region.",
    footer = {
      "  ipc region write board --offset 4096 < picture",
      "  ipc region write board --file picture"
    })
final class RegionWriteCommand extends SessionCommand {

  private static final int CHUNK = 1 << 20;

  @Parameters(index = "0", paramLabel = "REGION", description = "The region's name.")
  private String region = "";

  @Option(
      names = "--offset",
      paramLabel = "N",
      order = 1,
      description = "The first byte to write (default: 0).")
  private ByteCount offset = new ByteCount(0);

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      order = 2,
      description = "What to read; - is standard input, the default.")
  private @Nullable String file;

  @Override
  public Integer call() throws IOException {
    try (Ipc ipc = openForRegions();
        Region attached = ipc.regions().attach(region, AccessMode.READ_WRITE);
        FileChannel input = open()) {
      copy(input, attached);
    }
    return ExitCode.OK;
  }

  private FileChannel open() throws IOException {
    return file == null || file.equals("-")
        ? new FileInputStream(FileDescriptor.in).getChannel()
        : FileChannel.open(Path.of(file), StandardOpenOption.READ);
  }

  private void copy(FileChannel input, Region target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(CHUNK, Long.BYTES);
      ByteBuffer buffer = chunk.asByteBuffer();
      long at = offset.bytes();
      if (at > target.size()) {
        throw tooLong(target);
      }
      while (input.read(buffer.clear()) > 0) {
        int read = buffer.position();
        if (read > target.size() - at) {
          throw tooLong(target);
        }
        target.write(at, chunk, 0, read);
        at += read;
      }
    }
  }

  private IpcUsageException tooLong(Region target) {
    return new IpcUsageException(
        ErrorIds.OUT_OF_BOUNDS,
        ErrorText.of("region", target.name())
            .and("size", target.size())
            .and("offset", offset.bytes())
            .problem("the input reaches beyond the region's end; what fitted before is written")
            .text());
  }
}
