package com.example.spool;

import static com.example.spool.TestSpool.PATIENCE;
import static com.example.spool.TestSpool.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to files: who may enter, what others write there, what is left there. */
final class SpoolTest {
  @TempDir Path directory;
  private TestSpool spool;

  @BeforeEach
  void makeSpool() {
    spool = new TestSpool(directory);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1234567", "\u00101234567", "\u00801234567"})
  void aRecordThatNobodyWroteEndsItsLinkAlone(String content) throws Exception {
    try (Ipc ipc = spool.open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      sender.send(bytes("first"), PATIENCE);
      Files.write(spool.records("c").getFirst(), content.getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> receiver.receive(PATIENCE))
          .isInstanceOf(IpcCorruptException.class)
          .hasMessageStartingWith("[ipc/corrupt] record=" + spool.channel("c"));
      await(
          "the link is lost",
          () -> receiver.tryReceive() == null && receiver.stats().linksLost() == 1);

      try (Sender other = ipc.sender("c")) {
        other.send(bytes("second"), PATIENCE);
        assertThat(receiver.receive(PATIENCE).toUtf8()).isEqualTo("second");
      }
    }
  }

  @Test
  void aCardOfAnotherFormatIsAnErrorThatNamesIt() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("cards"));
    assertThatThrownBy(() -> Card.decode("spool 2\nWRITER\n", folder + "/x.end"))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageContaining("x.end")
        .hasMessageContaining("format spool 1");
    assertThatThrownBy(() -> Card.decode("spool 1\nWRITER\nlistens\nme\nzz", "x.end"))
        .isInstanceOf(IpcCorruptException.class);
    assertThatThrownBy(() -> Card.decode("spool 1\nKING\nlistens\nme\n" + "00".repeat(24), "x"))
        .isInstanceOf(IpcCorruptException.class);
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws IOException {
    Path folder = Files.createDirectory(spool.channel("c").getParent().getParent());
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Ipc ipc = spool.open()) {
      assertThatThrownBy(() -> ipc.sender("c"))
          .isInstanceOf(IpcResourceException.class)
          .hasMessageStartingWith("[ipc/directory-mode] directory=" + folder);
    }
  }

  @Test
  void sendingAndReceivingAreNotDisturbedByAnInterrupt() throws Exception {
    try (Ipc ipc = spool.open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      sender.send(bytes("before"), PATIENCE);
      Thread.currentThread().interrupt();
      assertThat(sender.trySend(bytes("interrupted"))).isEqualTo(SendResult.SENT);
      assertThat(receiver.tryReceive()).isNotNull();
      assertThat(receiver.tryReceive()).isNotNull();
      try (Sender other = ipc.sender("other")) {
        assertThat(other.isConnected()).isFalse();
      }
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closingInOrderLeavesNothingButTheFileThatTheReceiverLocks() throws Exception {
    try (Ipc ipc = spool.open()) {
      Receiver receiver = ipc.receiver("c");
      Sender sender = ipc.sender("c");
      sender.send(bytes("x"), PATIENCE);
      assertThat(receiver.receive(PATIENCE).toUtf8()).isEqualTo("x");
    }
    assertThat(spool.channel("c").toFile().list()).containsExactly("receiver");
  }
}
