package io.ipc4j.msg.stdio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.ChildProcess;
import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.SenderStats;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.posix.Signals;
import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parents and children, each a process. */
@Timeout(300)
final class ChildrenTest {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(90);

  @TempDir Path directory;

  private static Ipc open() {
    return Ipc.open(StdioChild.config().build());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  @Test
  void whatAChildPrintsLeavesTheStreamAlone() throws Exception {
    int count = 100_000;
    Path errors = directory.resolve("errors");
    ProcessBuilder command =
        new ProcessBuilder(StdioChild.command("chatter", Integer.toString(count)))
            .redirectError(errors.toFile());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Ipc ipc = open()) {
      ChildProcess child = ipc.launch(command);
      try (Receiver stream = ipc.receiver("stream");
          Receiver last = ipc.receiver("digest")) {
        for (int i = 0; i < count; i++) {
          byte[] message = stream.receive(StdioChild.LONG).toByteArray();
          assertThat(ByteBuffer.wrap(message).getLong()).isEqualTo(i);
          digest.update(message);
        }
        assertThat(last.receive(StdioChild.LONG).toByteArray()).isEqualTo(digest.digest());
      }
      assertThat(child.exited().get()).isZero();
    }
    assertThat(Files.readString(errors))
        .contains("printed 0\n", "printed 99000\n", "printed by a program\n")
        .doesNotContain("Exception");
  }

  @Test
  void aSlowChannelHoldsUpNoOther() throws Exception {
    try (Ipc ipc = open();
        ChildProcess child = ipc.launch(StdioChild.command("count"))) {
      assertThat(child.connected().get()).contains("@" + child.pid());
      Sender slow = ipc.sender("slow");
      Sender fast = ipc.sender("fast");
      Receiver heard = ipc.receiver("heard");
      byte[] piece = new byte[10_000];
      assertThat(slow.send(piece, StdioChild.LONG)).isEqualTo(SendResult.SENT);
      long taken = 1;
      while (slow.trySend(piece) == SendResult.SENT) {
        taken++;
      }
      assertThat(taken * piece.length).isGreaterThan(TrunkLayout.LANE_WINDOW);
      for (long n = 1; n <= 2_000; n++) {
        fast.send(new byte[2_000], StdioChild.LONG);
        byte[] answer = heard.receive(StdioChild.LONG).toByteArray();
        assertThat(ByteBuffer.wrap(answer).getLong()).isEqualTo(n);
      }
      assertThat(slow.trySend(piece)).isEqualTo(SendResult.BACK_PRESSURED);
    }
  }

  @Test
  void aChildAnswersAHundredOutstandingRequests() throws Exception {
    int count = 100;
    try (Ipc ipc = open();
        ChildProcess child = ipc.launch(StdioChild.command("reverse", Integer.toString(count)));
        Requester requester = ipc.requester("ask")) {
      assertThat(child.connected().get()).isNotEmpty();
      List<CompletableFuture<Message>> replies = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        replies.add(requester.requestAsync(ByteBuffer.allocate(50 + i).putInt(i).array()));
      }
      for (int i = 0; i < count; i++) {
        byte[] reply = replies.get(i).get().toByteArray();
        assertThat(reply).isEqualTo(ByteBuffer.allocate(50 + i).putInt(i).array());
      }
    }
  }

  @Test
  void oneThatIsKilledAndOneThatIsStoppedDisturbNoOther() throws Exception {
    try (Ipc ipc = open()) {
      ChildProcess killed = ipc.launch(StdioChild.command("numbers"));
      ChildProcess stopped = ipc.launch(StdioChild.command("numbers"));
      ChildProcess third = ipc.launch(StdioChild.command("numbers"));
      Receiver receiver = ipc.receiver("numbers");
      await(() -> receiver.tryReceive() != null && receiver.peers().size() == 3);
      Signals.send("KILL", killed.pid());
      Signals.send("STOP", stopped.pid());
      await(() -> receiver.tryReceive() != null && receiver.stats().linksLost() == 1);
      for (int i = 0; i < 50_000; i++) {
        receiver.receive(StdioChild.LONG);
      }
      assertThat(receiver.peers())
          .extracting(peer -> peer.pid().orElse(0))
          .containsExactlyInAnyOrder(stopped.pid(), third.pid());
      assertThat(killed.exited().get()).isNotZero();
      Signals.send("KILL", stopped.pid());
      Signals.send("KILL", third.pid());
      await(() -> {
        receiver.tryReceive();
        return receiver.isDrained();
      });
    }
  }

  @Test
  void whatAStoppedChildHasNotTakenIsInDoubt() throws Exception {
    byte[] piece = new byte[60_000];
    try (Ipc ipc = Ipc.open(StdioChild.config().set("ipc.linger", "200ms").build());
        ChildProcess child = ipc.launch(StdioChild.command("tally"))) {
      Sender sender = ipc.sender("c");
      Receiver tally = ipc.receiver("tally");
      sender.send(piece, StdioChild.LONG);
      assertThat(tally.receive(StdioChild.LONG).toUtf8()).isEqualTo("got");
      Signals.send("STOP", child.pid());
      while (sender.trySend(piece) == SendResult.SENT) {
        // until the link's capacity is used up
      }
      sender.close();
      SenderStats stats = sender.stats();
      Signals.send("CONT", child.pid());
      Scanner words = new Scanner(tally.receive(StdioChild.LONG).toUtf8());
      long received = words.skip("received ").nextLong();
      assertThat(received).isLessThan(stats.sent());
      assertThat(received + stats.inDoubt()).isBetween(stats.sent(), stats.sent() + received);
      assertThat(words.nextLine()).endsWith(" cut 1");
    }
  }

  @Test
  void aChildWhoseParentIsKilledSeesIt() throws Exception {
    Path file = directory.resolve("seen");
    Process parent =
        new ProcessBuilder(StdioChild.command("middle", file.toString()))
            .redirectError(Redirect.INHERIT)
            .start();
    try (BufferedReader lines = parent.inputReader()) {
      assertThat(lines.readLine()).startsWith("launched ");
      parent.toHandle().destroyForcibly();
      await(() -> Files.exists(file));
      assertThat(file).hasContent("drained lost=1 NOT_CONNECTED");
    } finally {
      parent.toHandle().destroyForcibly();
    }
  }

  @Test
  void closingTheSessionEndsChildrenThatTakeNoNotice() throws Exception {
    ChildProcess child;
    try (Ipc ipc = Ipc.open(StdioChild.config().set("ipc.linger", "100ms").build())) {
      child = ipc.launch(StdioChild.command("stay"));
      child.connected().get();
      assertThat(child.process().isAlive()).isTrue();
    }
    assertThat(child.exited().get()).isEqualTo(143);
  }

  @Test
  void theStreamsOfAChildBelongToOneSession() throws Exception {
    try (Ipc ipc = open();
        ChildProcess child = ipc.launch(StdioChild.command("twice"));
        Receiver receiver = ipc.receiver("c")) {
      String said = new String(receiver.receive(StdioChild.LONG).toByteArray(), UTF_8);
      assertThat(said)
          .startsWith("[ipc/no-parent] session=")
          .contains("belong to another session of this process");
      assertThat(child.exited().get()).isZero();
    }
  }

  @Test
  void whoHasNoRelativesIsToldWhatToDo() throws Exception {
    try (Ipc ipc = open()) {
      assertThatThrownBy(() -> ipc.sender("c"))
          .isInstanceOfSatisfying(
              IpcUsageException.class, e -> assertThat(e.is(ErrorIds.NO_PARENT)).isTrue())
          .hasMessageStartingWith("[ipc/no-parent] channel=c: ")
          .hasMessageContaining("no parent has launched it: standard input is ")
          .hasMessageContaining("--exec");
    }
    Process claiming =
        new ProcessBuilder(StdioChild.command("claim"))
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(claiming.getErrorStream().readAllBytes(), UTF_8);
    assertThat(said)
        .isEqualTo(
            "[ipc/no-parent] standard input: it is not a pipe from a parent, but /dev/null. Start"
                + " this process by its parent: Ipc.launch(...), or ./ipc COMMAND --exec.\n");
  }

  @Test
  void whatCanNotBeLaunchedIsRefusedByName() {
    try (Ipc ipc = open()) {
      assertThatThrownBy(() -> ipc.launch(List.of("/no/such/program")))
          .isInstanceOf(IpcResourceException.class)
          .hasMessageContaining("command=/no/such/program: can't be started");
      assertThatThrownBy(
              () -> ipc.launch(new ProcessBuilder("true").redirectOutput(Redirect.DISCARD)))
          .isInstanceOf(IpcUsageException.class)
          .hasMessage(
              "[ipc/not-supported] command=true: standard input and output belong to transport"
                  + " stdio. Redirect standard error alone.");
    }
    try (Ipc ipc = Ipc.open(StdioChild.config().set("ipc.transport", "uds").build())) {
      assertThatThrownBy(() -> ipc.launch(List.of("true")))
          .isInstanceOf(IpcConfigException.class)
          .hasMessageContaining("transport uds doesn't have child-launcher")
          .hasMessageContaining("Installed transports that have it: stdio")
          .hasMessageContaining("ipc.children.transport");
    }
  }
}
