package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What kill -9 leaves, between two processes. */
final class CrashTest {
  private static final String CHANNEL = "crash";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Ipc ipc;

  CrashTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-crash");
    ipc = Ipc.open(Peer.config(directory));
  }

  @AfterEach
  void close() throws IOException {
    ipc.close();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Child child(String role, long first, long count) {
    return Child.start(
        Peer.class,
        directory.toString(),
        CHANNEL,
        role,
        Long.toString(first),
        Long.toString(count));
  }

  private List<Path> files() {
    return Directories.list(directory.resolve("default/shm/channels/" + CHANNEL));
  }

  private static List<Long> receive(Receiver receiver, int count) throws InterruptedException {
    List<Long> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      int handled =
          receiver.poll(
              (memory, offset, length) -> numbers.add(Peer.number(memory, offset, length)),
              count - numbers.size(),
              PATIENCE);
      assertThat(handled).as("after %s", numbers).isPositive();
    }
    return numbers;
  }

  @Test
  void whatASenderSentBeforeItWasKilledArrives() throws InterruptedException {
    Receiver receiver = ipc.receiver(CHANNEL);
    try (Child sender = child("send", 0, 200)) {
      sender.hear("sent 199");
      sender.kill();
    }
    List<Long> numbers = receive(receiver, 200);
    for (int i = 0; i < 200; i++) {
      assertThat(numbers.get(i)).isEqualTo(i);
    }
    Await.until("the end of the dead sender's lane", () -> isDrained(receiver));
    assertThat(receiver.stats().linksLost()).isEqualTo(1);
    assertThat(files()).allMatch(path -> path.getFileName().toString().startsWith("control-"));
  }

  private static boolean isDrained(Receiver receiver) {
    int ignored = receiver.poll((memory, offset, length) -> {}, 1);
    return receiver.isDrained();
  }

  @Test
  void unreadMessagesSurviveTheDeathOfBothEnds() throws InterruptedException {
    try (Child receiver = child("receive-and-hang", 0, 3);
        Child sender = child("flood", 0, 0)) {
      receiver.hear("hanging");
      sender.hear("sent 500");
      receiver.kill();
      sender.kill();
    }
    Receiver successor = ipc.receiver(CHANNEL);
    boolean[] again = new boolean[1];
    long[] first = {-1};
    assertThat(
            successor.poll(
                (memory, offset, length) -> {
                  first[0] = Peer.number(memory, offset, length);
                  again[0] = successor.isRedelivered();
                },
                1,
                PATIENCE))
        .isEqualTo(1);
    assertThat(first[0]).as("the message in whose handler the receiver died").isEqualTo(2);
    assertThat(again[0]).isTrue();
    List<Long> rest = receive(successor, 498);
    for (int i = 0; i < rest.size(); i++) {
      assertThat(rest.get(i)).isEqualTo(i + 3);
    }
    assertThat(successor.isRedelivered()).isFalse();
  }

  @Test
  void aKilledReceiversSuccessorGetsTheRestFromALivingSender() throws InterruptedException {
    Sender sender = ipc.sender(CHANNEL);
    try (Child receiver = child("receive", 0, 1_000_000)) {
      receiver.hear("ready");
      long sent = 0;
      for (; sent < 100; sent++) {
        assertThat(sender.send(Peer.message(sent), PATIENCE)).isEqualTo(SendResult.SENT);
      }
      receiver.hear("got 99");
      receiver.kill();
      Await.until(
          "the sender notices", () -> sender.trySend(Peer.message(-1)) == SendResult.NOT_CONNECTED);
    }
    assertThat(sender.isConnected()).isFalse();
    Receiver successor = ipc.receiver(CHANNEL);
    assertThat(sender.send(Peer.message(1_000), PATIENCE)).isEqualTo(SendResult.SENT);
    List<Long> seen = new ArrayList<>();
    while (!seen.contains(1_000L)) {
      seen.addAll(receive(successor, 1));
    }
    seen.removeIf(number -> number == -1); // sent before the death was noticed
    assertThat(seen.subList(0, seen.size() - 1))
        .as("one at most, handled before")
        .hasSizeLessThan(2);
  }

  @Test
  void aSecondReceiverIsRefusedUntilTheFirstIsDead() {
    try (Child receiver = child("receive", 0, 1)) {
      receiver.hear("ready");
      assertThatThrownBy(() -> ipc.receiver(CHANNEL))
          .isInstanceOf(IpcUsageException.class)
          .hasMessageContaining("[ipc/receiver-exists]")
          .hasMessageContaining("@" + receiver.pid());
      receiver.signal("STOP");
      assertThatThrownBy(() -> ipc.receiver(CHANNEL)).hasMessageContaining("@" + receiver.pid());
      receiver.kill();
      ipc.receiver(CHANNEL).close();
    }
  }

  @Test
  void aKilledSubscriberHoldsBackNobody() throws InterruptedException {
    Publisher publisher = ipc.publisher(CHANNEL);
    try (Child dead = child("subscribe", 0, 1_000_000)) {
      dead.hear("ready");
      dead.signal("STOP");
      long sent = 0;
      while (publisher.trySend(Peer.message(sent)) == SendResult.SENT) {
        sent++;
      }
      Subscriber alive = ipc.subscriber(CHANNEL);
      assertThat(publisher.trySend(Peer.message(sent))).isEqualTo(SendResult.BACK_PRESSURED);
      assertThat(publisher.subscribers()).isEqualTo(2);
      dead.kill();
      assertThat(publisher.send(Peer.message(sent), PATIENCE)).isEqualTo(SendResult.SENT);
      assertThat(receive(alive, 1)).containsExactly(sent);
      assertThat(publisher.subscribers()).isEqualTo(1);
      // The exact position of the dead one may leave room for a while: its end is noticed anyway.
      Await.until(
          "what it hadn't taken is in doubt",
          () ->
              publisher.trySend(Peer.message(-1)) != SendResult.NOT_CONNECTED
                  && publisher.stats().inDoubt() > 0);
    }
  }

  @Test
  void aChannelIsWrittenOnceForAllItsSubscribers() throws InterruptedException {
    List<Subscriber> subscribers = new ArrayList<>();
    Publisher publisher = ipc.publisher(CHANNEL);
    for (int i = 0; i < 8; i++) {
      subscribers.add(ipc.subscriber(CHANNEL));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(publisher.trySend(Peer.message(i))).isEqualTo(SendResult.SENT);
    }
    for (Subscriber subscriber : subscribers) {
      assertThat(receive(subscriber, 100)).hasSize(100);
    }
    List<Path> lanes = files().stream().filter(path -> LaneName.of(path).isPresent()).toList();
    assertThat(lanes).hasSize(1);
    try (LaneFile lane = LaneFile.attach(lanes.getFirst()).orElseThrow()) {
      for (int slot = 0; slot < 8; slot++) {
        assertThat(lane.layout().taken(slot)).isEqualTo(100 * (8L + Peer.LENGTH));
      }
    }
  }

  @Test
  void nothingIsLeftWhenAllHaveClosed() throws InterruptedException {
    Receiver receiver = ipc.receiver(CHANNEL);
    try (Child sender = child("send", 0, 10)) {
      sender.hear("end");
    }
    assertThat(receive(receiver, 10)).hasSize(10);
    Await.until("the end of the sender's lane", () -> isDrained(receiver));
    assertThat(receiver.stats().linksClosed()).isEqualTo(1);
    receiver.close();
    assertThat(directory.resolve("default/shm/channels")).isEmptyDirectory();
  }

  @Test
  void aChannelThatNobodyUsesCanBeAgreedOnAnew() {
    try (Child dead = child("receive", 0, 1)) {
      dead.hear("ready");
      dead.kill();
    }
    ipc.publisher(CHANNEL).close();
    ipc.sender(CHANNEL).close();
  }
}
