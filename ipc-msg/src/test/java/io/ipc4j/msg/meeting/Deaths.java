package io.ipc4j.msg.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.uds.Sessions;
import io.ipc4j.msg.uds.UdsPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to names and connections when processes are killed. */
@Timeout(300)
public abstract class Deaths {
  private static final int MOST = 200;
  private static final Duration EACH = Duration.ofMillis(150);

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();

  /** The transport's name. */
  protected abstract String transport();

  @AfterEach
  void killAll() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String what) throws IOException {
    Process process = UdsPeer.start(what, directory, transport());
    processes.add(process);
    return process;
  }

  /** Starts a process that is the receiver, and receives nothing. */
  private Process startReceiver() throws IOException {
    Process holder = start("hold");
    BufferedReader lines = UdsPeer.linesOf(holder);
    assertThat(lines.readLine()).isEqualTo("ready");
    holder.getOutputStream().write('\n');
    holder.getOutputStream().flush();
    assertThat(lines.readLine()).isEqualTo("holding");
    return holder;
  }

  private Sessions sessions() {
    return new Sessions(transport(), directory);
  }

  @Test
  void aKilledReceiversNameIsTakenOverAndTheSenderFollows() throws Exception {
    Process holder = startReceiver();
    try (Ipc ipc = sessions().open();
        Sender sender = ipc.sender("c")) {
      assertThatThrownBy(() -> ipc.receiver("c"))
          .isInstanceOf(IpcUsageException.class)
          .hasMessageContaining("process " + holder.pid());
      sender.send(new byte[1], Sessions.LONG);
      holder.destroyForcibly().waitFor();
      assertThat(Files.exists(sessions().receiverOf("c"))).as("stale file").isTrue();
      try (Receiver receiver = ipc.receiver("c")) {
        Sessions.await(
            receiver, () -> sender.trySend(new byte[0]) != null && receiver.isConnected());
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

  /** So few messages that its credit lasts, and that it is never asked to look around. */
  @Test
  void aSenderThatNeverWaitsFollows() throws Exception {
    Process holder = startReceiver();
    try (Ipc ipc = sessions().open();
        Sender sender = ipc.sender("c")) {
      sender.send(new byte[1], Sessions.LONG);
      holder.destroyForcibly().waitFor();
      try (Receiver receiver = ipc.receiver("c")) {
        int arrived = 0;
        for (int i = 0; i < MOST && arrived == 0; i++) {
          sender.trySend(new byte[1]);
          arrived = receiver.poll((message, offset, length) -> {}, 1, EACH);
        }
        assertThat(arrived).isEqualTo(1);
      }
    }
  }

  @Test
  void aSenderThatIsKilledInMidFrameCostsThatFrameAlone() throws Exception {
    try (Ipc ipc = sessions().open();
        Receiver receiver = ipc.receiver("c");
        Sender other = ipc.sender("c")) {
      for (int round = 1; round <= 2; round++) {
        Process flood = start("pour"); // messages far above PIPE_BUF: a kill hits one in the middle
        long expected = 0;
        for (; expected < 200; expected++) {
          assertThat(number(receiver.receive(Sessions.LONG))).isEqualTo(expected);
        }
        flood.destroyForcibly().waitFor();
        other.send(ByteBuffer.allocate(8).putLong(-1).array(), Sessions.LONG);
        boolean heard = false;
        while (!heard || receiver.stats().linksLost() < round) {
          Message message = receiver.tryReceive();
          if (message != null) {
            long found = number(message);
            heard |= found == -1;
            assertThat(found == -1 || found == expected++).as("number " + found).isTrue();
          }
        }
        assertThat(receiver.stats().linksLost()).isEqualTo(round);
        assertThat(receiver.peers()).hasSize(1);
      }
    }
  }

  private static long number(Message message) {
    return ByteBuffer.wrap(message.toByteArray()).getLong();
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    try (Ipc ipc = sessions().open();
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      Sessions.await(receiver, sender::isConnected);
    }
    Path home = directory.resolve("default").resolve(transport());
    try (var files = Files.walk(home)) {
      assertThat(files.map(file -> home.relativize(file).toString()))
          .containsExactlyInAnyOrder("", ".lock", ".links");
    }
  }
}
