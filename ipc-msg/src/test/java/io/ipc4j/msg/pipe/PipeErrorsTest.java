package io.ipc4j.msg.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.posix.Privileges;
import io.ipc4j.msg.posix.SystemSetting;
import io.ipc4j.msg.uds.Sessions;
import io.ipc4j.msg.uds.UdsPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PipeErrorsTest {
  @TempDir Path directory;
  private Sessions sessions;

  @BeforeEach
  void inDirectory() {
    sessions = new Sessions("pipe", directory);
  }

  @Test
  void aFileInPlaceOfAPipeIsLeftAloneAndTold() throws IOException {
    Path taken = sessions.receiverOf("c");
    Files.createDirectories(
        taken, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.delete(taken);
    Files.writeString(taken, "precious");
    try (Ipc ipc = sessions.open()) {
      String text =
          "[ipc/path-occupied] pipe="
              + taken
              + ": there is something else than a named pipe at this path."
              + " Remove it, or choose another name or ipc.directory.";
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOfSatisfying(
              IpcResourceException.class, e -> assertThat(e.is(ErrorIds.PATH_OCCUPIED)).isTrue())
          .hasMessage(text);
      assertThatThrownBy(() -> ipc.sender("c")).hasMessage(text);
    }
    assertThat(taken).hasContent("precious");
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Ipc ipc = new Sessions("pipe", open).open()) {
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOfSatisfying(
              IpcResourceException.class, e -> assertThat(e.is(ErrorIds.DIRECTORY_MODE)).isTrue())
          .hasMessageContaining("755");
    }
  }

  /** Beyond what all pipes of a user may hold, links have small ones and work all the same. */
  @Test
  void limitsOfPipesAreToldWhereTheyAreAskedForAndElseKept() throws Exception {
    long largest = SystemSetting.read(Path.of("/proc/sys/fs/pipe-max-size"));
    long pages = SystemSetting.read(Path.of("/proc/sys/fs/pipe-user-pages-soft"));
    assumeThat(largest).as("pipe-max-size").isBetween(1L << 20, (64L << 20) - 1);
    assumeThat(pages).as("pipe-user-pages-soft").isBetween(1L, 64L << 10);
    assumeThat(Privileges.run(Privileges.limited(), "true")).as("setpriv").isTrue();
    List<String> command = new ArrayList<>(List.of(Privileges.limited()));
    command.addAll(UdsPeer.java(PipeCrowd.class));
    command.add(directory.toString());
    command.add(String.valueOf(pages / 512 + 4)); // a link has two pipes of 256 pages
    Process crowd = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    try (BufferedReader lines = UdsPeer.linesOf(crowd)) {
      assertThat(lines.readLine())
          .startsWith(
              "[ipc/bad-value] ipc.pipe.buffer=64MiB (builder): the system refuses a pipe of"
                  + " that size: ")
          .endsWith(
              "Allowed: 4KiB to "
                  + largest
                  + " bytes for this user. Set less, or raise the limit (sysctl"
                  + " fs.pipe-max-size).");
      assertThat(lines.readLine()).isEqualTo(pages / 512 + 4 + " senders");
      assertThat(lines.readLine())
          .startsWith(
              "[ipc/bad-value] ipc.pipe.buffer=1MiB (builder): the pipes of this user hold as"
                  + " much as they may together: ")
          .endsWith(
              "Set less, close other channels, or raise the limit (sysctl"
                  + " fs.pipe-user-pages-soft, fs.pipe-user-pages-hard).");
    } finally {
      crowd.destroyForcibly().waitFor();
    }
  }

  @Test
  void aSecondReceiverIsRefusedWithTheNameOfTheFirst() {
    try (Ipc first = sessions.open();
        Ipc second = sessions.open();
        Receiver holder = first.receiver("c")) {
      assertThat(holder.isConnected()).isFalse();
      assertThatThrownBy(() -> second.receiver("c"))
          .isInstanceOfSatisfying(
              IpcUsageException.class, e -> assertThat(e.is(ErrorIds.RECEIVER_EXISTS)).isTrue())
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("Pipe: " + sessions.receiverOf("c"));
    }
  }
}
