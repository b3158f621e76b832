package io.ipc4j.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The media driver: who starts it, what it outlives, and what its death does. */
@Timeout(300)
class DriverLifeIT {
  private final List<Process> processes = new ArrayList<>();
  private Path directory = Path.of("");
  private Path home = Path.of("");
  private Sessions sessions = Sessions.in(directory);

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-life");
    home = Sessions.home(directory);
    sessions = Sessions.in(directory);
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    Drivers.end(home);
    Drivers.end(directory);
  }

  private void start(String what, String ready) throws IOException {
    Process process = AeronPeer.start(what, sessions);
    processes.add(process);
    AeronPeer.awaitLine(AeronPeer.linesOf(process), ready);
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private ProcessHandle driver() {
    return Drivers.process(home).orElseThrow();
  }

  @Test
  void ofManyWhoNeedADriverOneStartsItAndItEndsWhenUnused() throws Exception {
    List<Process> racing = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      racing.add(AeronPeer.start("send", sessions));
    }
    processes.addAll(racing);
    for (Process process : racing) {
      AeronPeer.awaitLine(AeronPeer.linesOf(process), "sending");
    }
    ProcessHandle driver = driver();
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      assertThat(receiver.receive(Sessions.LONG).length()).isEqualTo(8);
      Sessions.await("all four are heard", () -> drain(receiver) == 4);
      assertThat(driver().pid()).as("one driver for all").isEqualTo(driver.pid());
    }
    for (Process process : racing) {
      kill(process);
    }
    Sessions.await("the driver ends", () -> !driver.isAlive());
    assertThat(home.resolve("media")).doesNotExist();
    try (Stream<Path> clients = Files.list(home.resolve("clients"))) {
      assertThat(clients).as("marks of clients").isEmpty();
    }
  }

  private static int drain(Receiver receiver) {
    receiver.poll((memory, offset, length) -> {}, 1000);
    return receiver.peers().size();
  }

  @Test
  void theDriverOutlivesItsStarterThatIsKilled() throws Exception {
    start("send", "sending");
    ProcessHandle driver = driver();
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      assertThat(receiver.receive(Sessions.LONG).length()).isEqualTo(8);
      kill(processes.getFirst());
      Sessions.await(
          "the sender is gone", () -> drain(receiver) == 0 && receiver.stats().linksLost() == 1);
      assertThat(driver.isAlive()).isTrue();
      try (Sender sender = ipc.sender("c")) {
        assertThat(sender.send(new byte[16], Sessions.LONG)).isEqualTo(SendResult.SENT);
      }
      assertThat(receiver.receive(Sessions.LONG).length()).isEqualTo(16);
    }
  }

  /** What it began stays in the log: the link must end nevertheless, after what was whole. */
  @Test
  void theDeathOfASenderWithinAMessageEndsItsLink() throws Exception {
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      start("tear", "torn");
      kill(processes.getFirst());
      Sessions.await("its end is known", () -> receiver.peers().isEmpty());
      Sessions.await(
          "the link is over", () -> drain(receiver) == 0 && receiver.stats().linksLost() == 1);
      assertThat(receiver.stats().received()).isEqualTo(AeronPeer.WHOLE);
    }
  }

  @Test
  void theDeathOfTheDriverEndsLinksAndAnotherOneTakesItsPlace() throws Exception {
    try (Ipc there = sessions.open();
        Ipc here = sessions.open();
        Receiver receiver = there.receiver("c");
        Sender sender = here.sender("c")) {
      sender.send(new byte[1], Sessions.LONG);
      assertThat(receiver.receive(Sessions.LONG).length()).isEqualTo(1);
      sender.send(new byte[2], Sessions.LONG);
      ProcessHandle driver = driver();
      driver.destroyForcibly();
      driver.onExit().join();
      assertThat(receiver.receive(Sessions.LONG).length()).as("what had arrived").isEqualTo(2);
      Sessions.await(
          "the link is lost",
          () -> {
            receiver.tryReceive();
            return receiver.stats().linksLost() == 1;
          });
      Sessions
          .await( // the first may go to a link whose end its sender hasn't seen, and is in doubt
              "a message by another driver",
              () -> {
                sender.trySend(new byte[3]);
                Message message = receiver.tryReceive();
                return message != null && message.length() == 3;
              });
      assertThat(driver().pid()).isNotEqualTo(driver.pid());
    }
  }

  @Test
  void aDriverEndsWithItsDirectory() throws Exception {
    try (Ipc ipc = sessions.open();
        Receiver receiver = ipc.receiver("c")) {
      ProcessHandle driver = driver();
      Drivers.deleteAtOnce(home);
      Sessions.await("the driver ends", () -> !driver.isAlive());
      assertThat(receiver.isConnected()).isFalse();
    }
  }

  /** The old driver must neither serve the new directory's clients nor remove anything there. */
  @Test
  void whoHadTheDriverOfADeletedDirectoryFindsTheOneOfTheNext() throws Exception {
    try (Ipc there = sessions.open();
        Receiver receiver = there.receiver("c")) {
      ProcessHandle driver = driver();
      Drivers.deleteAtOnce(home);
      try (Ipc here = sessions.open();
          Sender sender = here.sender("c")) {
        ProcessHandle next = driver();
        assertThat(next.pid()).isNotEqualTo(driver.pid());
        Sessions.await("the old driver ends", () -> !driver.isAlive());
        assertThat(sender.send(new byte[5], Sessions.LONG)).isEqualTo(SendResult.SENT);
        assertThat(receiver.receive(Sessions.LONG).length()).isEqualTo(5);
        assertThat(driver().pid()).isEqualTo(next.pid());
        assertThat(home.resolve("media").resolve("cnc.dat")).exists();
      }
    }
  }

  @Test
  void aStoppedProcessIsNotDead() throws Exception {
    start("hold", "holding");
    Process holder = processes.getFirst();
    try (Ipc ipc = sessions.open();
        Sender sender = ipc.sender("c")) {
      sender.send(new byte[1], Sessions.LONG);
      signal(holder, "STOP");
      try {
        while (sender.trySend(new byte[1000]) == SendResult.SENT) {
          continue;
        }
        Thread.sleep(12_000); // longer than Aeron's own time-outs
        assertThat(sender.isConnected()).isTrue();
      } finally {
        signal(holder, "CONT");
      }
      assertThat(sender.send(new byte[7], Sessions.LONG)).isEqualTo(SendResult.SENT);
      assertThat(sender.stats().inDoubt()).isZero();
    }
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
