package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.Leftover;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kill -9 leaves of large messages in pools, between two processes. */
final class PooledCrashTest {
  private static final String CHANNEL = "large";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final List<Ipc> sessions = new ArrayList<>();

  PooledCrashTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-pools");
  }

  @AfterEach
  void close() throws IOException {
    sessions.forEach(Ipc::close);
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Ipc session(String checksum) {
    Ipc ipc = Ipc.open(PooledPeer.config(directory, checksum));
    sessions.add(ipc);
    return ipc;
  }

  private Child child(String role, long count, String checksum) {
    return Child.start(
        PooledPeer.class, directory.toString(), CHANNEL, role, Long.toString(count), checksum);
  }

  private List<String> files() {
    return Directories.list(directory.resolve("default/shm/channels/" + CHANNEL)).stream()
        .map(path -> path.getFileName().toString())
        .toList();
  }

  /** Receives messages in place, as they lie in the pool, and checks each byte of them. */
  private static List<Long> receive(Receiver receiver, int count) throws InterruptedException {
    List<Long> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      int handled =
          receiver.poll(
              (memory, offset, length) -> {
                assertThat(memory.isReadOnly()).as("in place").isTrue();
                numbers.add(PooledPeer.number(memory, offset, length));
              },
              count - numbers.size(),
              PATIENCE);
      assertThat(handled).as("after %s", numbers).isPositive();
    }
    return numbers;
  }

  private static void requireConsecutive(List<Long> numbers, long first) {
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).as("%s", numbers).isEqualTo(first + i);
    }
  }

  private static boolean isDrained(Receiver receiver) {
    int ignored = receiver.poll((memory, offset, length) -> {}, 1);
    return receiver.isDrained();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "crc32c"})
  void whatIsUnreadWhenItsSenderIsKilledIsWhole(String checksum) throws InterruptedException {
    Receiver receiver = session(checksum).receiver(CHANNEL);
    try (Child sender = child("send", 8, checksum)) {
      sender.hear("sent 7");
      sender.kill();
    }
    assertThat(files()).anyMatch(name -> name.endsWith(".pool"));
    requireConsecutive(receive(receiver, 8), 0);
    Await.until("the end of the dead sender's lane", () -> isDrained(receiver));
    assertThat(files())
        .as("the lane went, and its pool")
        .allMatch(name -> name.startsWith("control-"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "crc32c"})
  void unreadReferencesSurviveTheDeathOfBothEnds(String checksum) throws InterruptedException {
    long sent;
    try (Child receiver = child("receive-and-hang", 3, checksum);
        Child sender = child("flood", 0, checksum)) {
      receiver.hear("hanging");
      sender.hear("sent 6");
      receiver.kill();
      List<String> rest = sender.killAndHearRest();
      sent = rest.isEmpty() ? 6 : Long.parseLong(rest.getLast().substring("sent ".length()));
    }
    Ipc ipc = session(checksum);
    List<Leftover> found = ipc.clean();
    assertThat(found).as("the lane with its pool").hasSize(2).noneMatch(Leftover::removed);
    Receiver successor = ipc.receiver(CHANNEL);
    boolean[] again = new boolean[1];
    int handled =
        successor.poll(
            (memory, offset, length) -> {
              assertThat(PooledPeer.number(memory, offset, length)).isEqualTo(2);
              again[0] = successor.isRedelivered();
            },
            1,
            PATIENCE);
    assertThat(handled).isEqualTo(1);
    assertThat(again[0]).as("the message in whose handler the receiver died").isTrue();
    requireConsecutive(receive(successor, (int) sent - 2), 3);
    assertThat(successor.isRedelivered()).isFalse();
  }

  /** The chunk in the dead one's hands isn't lent again before its successor has read it. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "crc32c"})
  void aKilledReceiversSuccessorGetsWhatItHeldFromALivingSender(String checksum)
      throws InterruptedException {
    Sender sender = session(checksum).sender(CHANNEL);
    long sent = 0;
    try (Child receiver = child("receive-and-hang", 5, checksum)) {
      receiver.hear("ready");
      for (; sent < 5; sent++) {
        PooledPeer.send(sender, sent);
      }
      receiver.hear("hanging");
      while (PooledPeer.trySend(sender, sent)) {
        sent++;
      }
      receiver.kill();
    }
    assertThat(sent).as("the pool is filled").isGreaterThan(8);
    Receiver successor = session(checksum).receiver(CHANNEL);
    requireConsecutive(receive(successor, (int) sent - 4), 4);
    for (long last = sent + 40; sent < last; sent++) {
      PooledPeer.send(sender, sent);
      requireConsecutive(receive(successor, 1), sent);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "crc32c"})
  void aSubscriberHoldsItsChunksUntilItIsDeadNotWhileItIsStopped(String checksum)
      throws InterruptedException {
    Publisher publisher = session(checksum).publisher(CHANNEL);
    Subscriber other = session(checksum).subscriber(CHANNEL);
    long sent = 0;
    try (Child dead = child("subscribe-and-hang", 1, checksum)) {
      dead.hear("ready");
      Await.until("the subscriber is admitted", () -> publisher.subscribers() == 2);
      PooledPeer.send(publisher, sent++);
      dead.hear("hanging");
      while (PooledPeer.trySend(publisher, sent)) {
        sent++;
      }
      requireConsecutive(receive(other, (int) sent), 0);
      dead.signal("STOP");
      assertThat(PooledPeer.trySend(publisher, sent)).as("it is only stopped").isFalse();
      dead.kill();
    }
    for (long last = sent + 20; sent < last; sent++) {
      PooledPeer.send(publisher, sent);
      requireConsecutive(receive(other, 1), sent);
    }
  }
}
