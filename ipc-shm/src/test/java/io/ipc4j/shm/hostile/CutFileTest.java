package io.ipc4j.shm.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are cut while they are mapped: who uses them lives, also where nothing is compiled
 * yet, and a region says what is wrong.
 */
final class CutFileTest {
  private static final int LEFT = 1024;

  private final Path directory;

  CutFileTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-cut");
  }

  @AfterEach
  void clean() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-Xmixed"})
  void whoUsesCutFilesLives(String mode) throws IOException {
    List<String> options =
        List.of(
            "--enable-native-access=ALL-UNNAMED", mode, "-XX:ErrorFile=" + directory + "/hs_err");
    try (Child victim = Child.start(options, CutVictim.class, directory.toString())) {
      victim.hear("ready");
      for (Path file : files()) {
        cut(file);
      }
      victim.tell("\n");
      List<String> said = victim.hearRest();
      assertThat(victim.awaitEnd()).as("%s", said).isZero();
      assertThat(said).last().isEqualTo("ended");
      for (String use : List.of("lock", "look up", "make", "count down")) {
        assertThat(said)
            .as("%s", said)
            .anySatisfy(line ->
                assertThat(line).startsWith(use + ": told ").contains("was cut to " + LEFT));
      }
      assertThat(directory.resolve("hs_err")).doesNotExist();
    }
    assertThatThrownBy(this::attach)
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("size");
  }

  private List<Path> files() throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileChannel ignored = channel.truncate(LEFT);
    }
  }

  private void attach() throws IOException {
    boolean ignored = Files.deleteIfExists(directory.resolve("ipc/default/shm/sessions"));
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", directory.toString())
            .build();
    try (Ipc ipc = Ipc.open(config)) {
      ipc.regions().attach("r", AccessMode.READ_WRITE).close();
    }
  }
}
