package io.ipc4j.shm.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/shm-layout.md says of file headers is what is written. */
final class FileLayoutDocumentTest {

  private static MemorySegment header() {
    FileSpec spec =
        new FileSpec(FileKind.LANE, 73728, 0x123456789400L, List.of(65536L, 8192L, 1L, 256L), "");
    MemorySegment file = Arena.ofAuto().allocate(FileLayout.HEADER_BYTES, 8);
    FileLayout.write(file, spec, 1_700_000_000_000L);
    return file;
  }

  @Test
  void theExampleOfAHeaderHolds() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "shm-layout.md"));
    int checksum = header().get(ValueLayout.JAVA_INT, 1020);
    assertThat(document).contains(String.format("the checksum `0x%08x`", checksum));
  }

  @Test
  void theOffsetsOfAHeaderHold() {
    MemorySegment file = header();
    assertThat(file.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo("IPC4JSHM".getBytes(StandardCharsets.US_ASCII));
    int[] words = file.asSlice(8, 16).toArray(ValueLayout.JAVA_INT);
    assertThat(words).containsExactly(1, 0x01020304, 3, 1024);
    long[] longs = file.asSlice(24, 88).toArray(ValueLayout.JAVA_LONG);
    assertThat(longs)
        .containsExactly(
            73728, 0x123456789400L, 1_700_000_000_000L, 65536, 8192, 1, 256, 0, 0, 0, 0);
    assertThat(file.get(ValueLayout.JAVA_INT, 112)).isZero();
  }
}
