package io.ipc4j.msg.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.uds.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
