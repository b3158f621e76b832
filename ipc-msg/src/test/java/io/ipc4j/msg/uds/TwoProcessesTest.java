package io.ipc4j.msg.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcUsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to sockets' files and connections when processes are killed. */
@Timeout(300)
class TwoProcessesTest {
  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void killAll() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String what) throws IOException {
    Process process = UdsPeer.start(what, directory);
    processes.add(process);
    return process;
  }

  private static void go(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void aKilledReceiversNameIsTakenOverAndTheSenderFollows() throws Exception {
    Sessions sessions = new Sessions(directory);
    Process holder = start("hold");
    BufferedReader lines = UdsPeer.linesOf(holder);
    assertThat(lines.readLine()).isEqualTo("ready");
    go(holder);
    assertThat(lines.readLine()).isEqualTo("holding");
    try (Ipc ipc = sessions.open();
        Sender sender = ipc.sender("c")) {
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOf(IpcUsageException.class)
          .hasMessageContaining("process " + holder.pid());
      sender.send(new byte[1], Sessions.LONG);
      kill(holder);
      assertThat(Files.exists(sessions.receiverOf("c"))).as("stale file").isTrue();
      try (Receiver receiver = ipc.receiver("c")) {
        Sessions.await(receiver, () -> sender.trySend(new byte[0]) != null && isUp(receiver));
        byte[] message = {42};
        sender.send(message, Sessions.LONG);
        Message last;
        do {
          last = receiver.receive(Sessions.LONG);
        } while (last.length() == 0);
        assertThat(last.toByteArray()).isEqualTo(message);
      }
    }
  }

  private static boolean isUp(Receiver receiver) {
    return receiver.isConnected();
  }

  @Test
  void aStoppedReceiverKeepsItsName() throws Exception {
    Process holder = start("hold");
    BufferedReader lines = UdsPeer.linesOf(holder);
    lines.readLine();
    go(holder);
    assertThat(lines.readLine()).isEqualTo("holding");
    signal(holder, "STOP");
    try (Ipc ipc = new Sessions(directory).open()) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> ipc.receiver("c")).isInstanceOf(IpcUsageException.class);
      }
    } finally {
      signal(holder, "CONT");
    }
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
  }

  @Test
  void ofManyStartersExactlyOneTakesAStaleNameOver() throws Exception {
    Sessions sessions = new Sessions(directory);
    try (Ipc ipc = sessions.open()) {
      ipc.receiver("c").close();
    }
    for (int round = 0; round < 3; round++) {
      List<Process> starters = new ArrayList<>();
      List<BufferedReader> outputs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Process starter = start("hold");
        starters.add(starter);
        outputs.add(UdsPeer.linesOf(starter));
      }
      for (BufferedReader output : outputs) {
        assertThat(output.readLine()).isEqualTo("ready");
      }
      leaveStaleSocket(sessions.receiverOf("c"));
      for (Process starter : starters) {
        go(starter);
      }
      List<String> answers = new ArrayList<>();
      for (BufferedReader output : outputs) {
        answers.add(output.readLine());
      }
      assertThat(answers).filteredOn("holding"::equals).hasSize(1);
      assertThat(answers).filteredOn("ipc/receiver-exists"::equals).hasSize(4);
      for (Process starter : starters) {
        kill(starter);
      }
    }
  }

  private static void leaveStaleSocket(Path socket) throws IOException {
    Files.createDirectories(socket.getParent());
    Files.setPosixFilePermissions(
        socket.getParent(), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Files.deleteIfExists(socket);
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
    }
  }

  @Test
  void aKilledSenderEndsItsLinkAfterAWholeRecord() throws Exception {
    try (Ipc ipc = new Sessions(directory).open();
        Receiver receiver = ipc.receiver("c")) {
      for (int round = 1; round <= 3; round++) {
        Process flood = start("flood");
        long expected = 0;
        for (; expected < 50_000; expected++) {
          assertThat(number(receiver.receive(Sessions.LONG))).isEqualTo(expected);
        }
        kill(flood);
        while (!receiver.isDrained()) {
          Message message = receiver.tryReceive();
          if (message != null) {
            assertThat(number(message)).isEqualTo(expected++);
          }
        }
        assertThat(receiver.stats().linksLost()).isEqualTo(round);
      }
    }
  }

  private static long number(Message message) {
    assertThat(message.length()).isEqualTo(64);
    return ByteBuffer.wrap(message.toByteArray()).getLong();
  }
}
