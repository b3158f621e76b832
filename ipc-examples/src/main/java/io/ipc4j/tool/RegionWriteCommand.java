package io.ipc4j.tool;

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

/** {@code ipc region write}. */
@Command(
    name = "write",
    header = "Writes what it reads into a region.",
    footer = {
      "  ipc region write board --offset 4096 < picture",
      "  ipc region write board --file picture"
    })
final class RegionWriteCommand extends RegionPartCommand {

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      order = 2,
      description = "What to read; - is standard input, the default.")
  private @Nullable String file;

  RegionWriteCommand() {
    super(AccessMode.READ_WRITE);
  }

  @Override
  void copy(Region attached, long first) throws IOException {
    try (FileChannel input = open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(CHUNK, Long.BYTES);
      ByteBuffer buffer = chunk.asByteBuffer();
      long at = first;
      if (at > attached.size()) {
        throw tooLong(attached);
      }
      while (input.read(buffer.clear()) > 0) {
        int read = buffer.position();
        if (read > attached.size() - at) {
          throw tooLong(attached);
        }
        attached.write(at, chunk, 0, read);
        at += read;
      }
    }
  }

  private FileChannel open() throws IOException {
    return file == null || file.equals("-")
        ? new FileInputStream(FileDescriptor.in).getChannel()
        : FileChannel.open(Path.of(file), StandardOpenOption.READ);
  }

  private RuntimeException tooLong(Region attached) {
    return outOfBounds(
        about(attached),
        "the input reaches beyond the region's end; what fitted before is written");
  }
}
