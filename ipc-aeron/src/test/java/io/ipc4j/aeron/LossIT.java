package io.ipc4j.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.aeron.driver.DriverMain;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is sent by UDP arrives complete and in order although every tenth datagram is lost, of the
 * data and of what steers it, by Aeron's own generators of loss.
 */
@Timeout(300)
class LossIT {
  private static final String RATE = "0.1";
  private static final int MESSAGES = 4000;
  private static final int SIZE = 1000;

  private Path directory = Path.of("");
  private Path home = Path.of("");
  private Sessions sessions = Sessions.in(directory);
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void startLossyDriver() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-loss");
    home = directory.resolve("driver");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC"));
    command.addAll(List.of(TestDriver.JVM_ARGUMENTS));
    String debug = "io.aeron.driver.ext.Debug";
    command.add("-Daeron.SendChannelEndpoint.supplier=" + debug + "SendChannelEndpointSupplier");
    command.add(
        "-Daeron.ReceiveChannelEndpoint.supplier=" + debug + "ReceiveChannelEndpointSupplier");
    for (String where : new String[] {"receive.data", "receive.control"}) {
      command.add("-Daeron.debug." + where + ".loss.rate=" + RATE);
      command.add("-Daeron.debug." + where + ".loss.seed=4711");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DriverMain.class.getName(), home.toString(), "60000"));
    processes.add(new ProcessBuilder(command).inheritIO().start());
    Sessions.await("the driver is ready", () -> Drivers.process(home).isPresent());
    sessions =
        Sessions.in(directory)
            .with("ipc.transport", "aeron-udp")
            .with("ipc.aeron.driver", "external")
            .with("ipc.aeron.directory", home.toString())
            .with("ipc.channel.*.address", Sessions.freeAddress());
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    Drivers.end(directory);
  }

  @Test
  void aQueueIsCompleteAndInOrder() throws Exception {
    try (Ipc there = sessions.open();
        Ipc here = sessions.open();
        Receiver receiver = there.receiver("c");
        Sender sender = here.sender("c")) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < MESSAGES; i++) {
              sendOne(sender, i);
            }
          });
      requireAll(receiver);
      sending.join();
      assertThat(sender.stats().sent()).isEqualTo(MESSAGES);
    }
  }

  @Test
  void whatIsPublishedIsCompleteAndInOrderForAll() throws Exception {
    try (Ipc there = sessions.open();
        Ipc here = sessions.open();
        Publisher publisher = here.publisher("p");
        Subscriber one = there.subscriber("p");
        Subscriber other = there.subscriber("p")) {
      Sessions.await("both subscribe", () -> subscribers(publisher) == 2);
      CompletableFuture<Void> first = start(() -> requireAll(one));
      CompletableFuture<Void> second = start(() -> requireAll(other));
      for (int i = 0; i < MESSAGES; i++) {
        sendOne(publisher, i);
      }
      first.join();
      second.join();
    }
  }

  /** On a thread of its own: the common pool may have one only. */
  private static CompletableFuture<Void> start(Runnable task) {
    return CompletableFuture.runAsync(task, body -> Thread.ofPlatform().daemon().start(body));
  }

  private static int subscribers(Publisher publisher) {
    try (var loan = publisher.tryLoan(0)) { // makes it look, and sends nothing
      return loan == null ? 0 : publisher.subscribers();
    }
  }

  private static void sendOne(Sender sender, int number) {
    byte[] message = new byte[SIZE];
    ByteBuffer.wrap(message).putInt(number).putInt(SIZE - Integer.BYTES, ~number);
    try {
      assertThat(sender.send(message, Sessions.LONG)).isEqualTo(SendResult.SENT);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void requireAll(Receiver receiver) {
    try {
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = receiver.receive(Sessions.LONG).memory().toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer read = ByteBuffer.wrap(message);
        assertThat(read.getInt()).isEqualTo(i);
        assertThat(read.getInt(SIZE - Integer.BYTES)).isEqualTo(~i);
      }
      assertThat(receiver.stats().lost()).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
