package io.ipc4j.aeron;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What goes by UDP arrives complete, once and in order although the network loses, doubles and
 * reorders datagrams, each a tenth of them.
 */
@Timeout(180)
class FaultyNetworkIT {
  private static final long SEED = 4711;
  private static final int MESSAGES = 2000;
  private static final int LONGEST = 3000;
  private static final int REQUESTS = 100;

  private final List<Process> processes = new ArrayList<>();
  private Path directory = Path.of("");
  private Sessions beyond = Sessions.in(directory);
  private Sessions here = Sessions.in(directory);

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc-aeron-faults");
  }

  private FaultProxy network() throws IOException {
    Sessions udp = Sessions.in(directory).with("ipc.transport", "aeron-udp");
    String address = Sessions.freeAddress();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    FaultProxy proxy = new FaultProxy(new InetSocketAddress("127.0.0.1", port), SEED);
    beyond = udp.with("ipc.channel.*.address", address);
    here = udp.with("ipc.channel.*.address", proxy.address());
    return proxy;
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    Drivers.end(Sessions.home(directory));
    Drivers.end(directory);
  }

  private static void assertBad(FaultProxy network) {
    assertThat(network.lost()).as("lost").isPositive();
    assertThat(network.doubled()).as("doubled").isPositive();
    assertThat(network.overtaken()).as("overtaken").isPositive();
  }

  @Test
  void aQueueIsCompleteAndInOrder() throws Exception {
    try (FaultProxy network = network();
        Ipc there = beyond.open();
        Ipc ipc = here.open();
        Receiver receiver = there.receiver("c");
        Sender sender = ipc.sender("c")) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> sendAll(sender), FaultyNetworkIT::startThread);
      Random sizes = new Random(SEED);
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(receiver.receive(Sessions.LONG).memory().toArray(ValueLayout.JAVA_BYTE))
            .as("message %d", i)
            .isEqualTo(message(i, sizes));
      }
      sending.join();
      assertThat(receiver.stats().lost()).isZero();
      assertThat(receiver.tryReceive()).as("nothing twice").isNull();
      assertBad(network);
    }
  }

  private static void startThread(Runnable body) {
    Thread.ofPlatform().daemon().start(body);
  }

  private static byte[] message(int number, Random sizes) {
    byte[] message = new byte[Integer.BYTES + sizes.nextInt(LONGEST)];
    new Random(number).nextBytes(message);
    return ByteBuffer.wrap(message).putInt(number).array();
  }

  private static void sendAll(Sender sender) {
    Random sizes = new Random(SEED);
    try {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(sender.send(message(i, sizes), Sessions.LONG)).isEqualTo(SendResult.SENT);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachRequestHasItsReply() throws Exception {
    try (FaultProxy network = network()) {
      processes.add(AeronPeer.start("echo", beyond));
      BufferedReader lines = AeronPeer.linesOf(processes.getFirst());
      AeronPeer.awaitLine(lines, "echoing");
      try (Ipc ipc = here.open();
          Requester requester = ipc.requester("c")) {
        List<CompletableFuture<Message>> replies = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
          replies.add(requester.requestAsync(("request " + i).getBytes(UTF_8)));
        }
        for (int i = 0; i < REQUESTS; i++) {
          Message reply = replies.get(i).get(Sessions.LONG.toSeconds(), TimeUnit.SECONDS);
          assertThat(reply.toUtf8()).isEqualTo("request " + i);
        }
      }
      assertBad(network);
    }
  }
}
