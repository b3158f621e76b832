package com.example.spool;

import static com.example.spool.TestSpool.PATIENCE;
import static com.example.spool.TestSpool.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed disturb nobody and leave nothing. */
final class SpoolDeathIT {
  @TempDir Path directory;
  private TestSpool spool;

  @BeforeEach
  void makeSpool() {
    spool = new TestSpool(directory);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatAKilledProcessLeavesIsRemovedAndItsMessagesArrive() throws Exception {
    String place = "--set=ipc.directory=" + directory;
    try (Ipc ipc = spool.open();
        Receiver receiver = ipc.receiver("c")) {
      try (Tool sender = Tool.onClassPath("send", "c", "--transport=spool", place)) {
        sender.writeOn("one\ntwo\n");
        assertThat(receiver.receive(PATIENCE).toUtf8()).isEqualTo("one");
        await("its second message is there", () -> !spool.records("c").isEmpty());
        sender.kill();
      }
      assertThat(receiver.receive(PATIENCE).toUtf8()).isEqualTo("two");
      await(
          "nothing is left of it",
          () -> receiver.tryReceive() == null && spool.files("c").size() == 3);
      assertThat(receiver.stats().linksLost()).isEqualTo(1);
    }
  }

  @Test
  void aReceiverThatWasKilledHasASuccessor() throws Exception {
    String place = "--set=ipc.directory=" + directory;
    try (Ipc ipc = spool.open();
        Sender sender = ipc.sender("c")) {
      try (Tool receiver = Tool.onClassPath("receive", "c", "--transport=spool", place)) {
        sender.send(bytes("one"), PATIENCE);
        await("the first is received", () -> spool.records("c").isEmpty());
        receiver.kill();
      }
      await("its death is noticed", () -> sender.trySend(bytes("?")) == SendResult.NOT_CONNECTED);
      try (Receiver successor = ipc.receiver("c")) {
        sender.send(bytes("two"), PATIENCE);
        assertThat(successor.receive(PATIENCE).toUtf8()).isEqualTo("two");
      }
    }
  }

  /** A lock of a file is lost when its process closes any stream of the same file. */
  @Test
  void endsOfOneProcessStayAliveForAnother() throws Exception {
    String place = "--set=ipc.directory=" + directory;
    try (Ipc ipc = spool.open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      assertThatThrownBy(() -> ipc.receiver("c")).hasMessageContaining("receiver-exists");
      try (Tool another = Tool.onClassPath("receive", "c", "--transport=spool", place)) {
        assertThat(another.failure()).contains("receiver-exists");
      }
      try (Tool another = Tool.onClassPath("send", "c", "--transport=spool", place)) {
        another.write("from outside\n").output();
      }
      assertThat(receiver.receive(PATIENCE).toUtf8()).isEqualTo("from outside");
      sender.send(bytes("from inside"), PATIENCE);
      assertThat(receiver.receive(PATIENCE).toUtf8()).isEqualTo("from inside");
      assertThat(sender.isConnected()).isTrue();
    }
  }
}
