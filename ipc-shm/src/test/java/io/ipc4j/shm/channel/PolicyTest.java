package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import io.ipc4j.spi.RecordSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of messages without room, between processes that are stopped and killed. */
final class PolicyTest {
  private static final String CHANNEL = "policy";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OLDEST = "drop-oldest";

  private final Path directory;

  PolicyTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-policy");
  }

  @AfterEach
  void close() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Ipc session(String policy, String capacity) {
    return Ipc.open(OverrunPeer.config(directory, policy, capacity));
  }

  private Child child(String policy, String capacity, String role, long first, long end) {
    return Child.start(
        OverrunPeer.class,
        directory.toString(),
        policy,
        capacity,
        CHANNEL,
        role,
        Long.toString(first),
        Long.toString(end));
  }

  private static SendResult send(Sender sender, long number) {
    byte[] message = Numbers.message(number, OverrunPeer.LONGEST);
    return sender.trySend(message, 0, message.length);
  }

  /** The last of three numbers: how many it was told it lost. */
  private static long lost(Child child) {
    String[] sum = child.hear("sum ").split(" ", 3);
    return Long.parseLong(sum[2]);
  }

  @Test
  void aStoppedSubscriberIsOverrunAndToldExactlyHowManyItMissed() throws InterruptedException {
    int end = 20_000;
    try (Ipc ipc = session(OLDEST, "64KiB");
        Publisher publisher = ipc.publisher(CHANNEL);
        Ipc there = session(OLDEST, "64KiB");
        Subscriber quick = there.subscriber(CHANNEL);
        Child stopped = child(OLDEST, "64KiB", "subscribe", 0, end)) {
      Await.until("both are there", () -> publisher.subscribers() == 2);
      assertThat(send(publisher, 0)).isEqualTo(SendResult.SENT);
      stopped.hear("first 1");
      stopped.signal("STOP");
      Await.until(
          "it is seen to be stopped",
          () -> publisher.peers().stream().anyMatch(peer -> peer.state() == PeerState.STOPPED));
      Numbers numbers = new Numbers(0);
      for (long number = 1; number < end; number++) {
        assertThat(send(publisher, number)).isEqualTo(SendResult.SENT);
        while (numbers.next() <= number) {
          int ignored = quick.poll(numbers, 10, PATIENCE);
        }
      }
      assertThat(numbers.gaps()).as("told to the one that keeps pace").isZero();
      long overwritten = publisher.stats().dropped();
      assertThat(overwritten).isBetween(end * 9L / 10, end - 100L);
      stopped.signal("CONT");
      assertThat(lost(stopped)).isEqualTo(overwritten);
      stopped.hear("end");
      assertThat(publisher.stats().dropped()).isEqualTo(overwritten);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4KiB", "64KiB"})
  void whatAFastPublisherOverwritesIsNeverTorn(String capacity) throws InterruptedException {
    int end = 300_000;
    try (Ipc ipc = session("block", "64KiB");
        Subscriber subscriber = ipc.subscriber(CHANNEL);
        Child publisher = child(OLDEST, capacity, "publish", 0, end)) {
      Numbers numbers = new Numbers(0);
      int slow = 0;
      while (numbers.next() < end) {
        int ignored = subscriber.poll(numbers, 1, PATIENCE);
        if (++slow % 50 == 0) {
          Thread.sleep(0, 100_000);
        }
      }
      publisher.hear("end");
      assertThat(numbers.received() + numbers.lost()).isEqualTo(end);
      assertThat(numbers.gaps()).as("told by one that is slow at times").isPositive();
      assertThat(subscriber.stats().lost()).isEqualTo(numbers.lost());
      assertThat(subscriber.stats().incomplete()).isZero();
    }
  }

  @Test
  void whatAKilledPublisherHadSentArrivesOrIsCounted() throws InterruptedException {
    try (Ipc ipc = session("block", "64KiB");
        Subscriber subscriber = ipc.subscriber(CHANNEL);
        Child publisher = child(OLDEST, "64KiB", "publish", 0, Long.MAX_VALUE)) {
      long sent = Long.parseLong(publisher.hear("sent "));
      for (String line : publisher.killAndHearRest()) {
        sent = Long.parseLong(line.substring("sent ".length()));
      }
      Numbers numbers = new Numbers(0);
      Await.until("all that is left is read", () -> isDrained(subscriber, numbers));
      assertThat(numbers.next()).isGreaterThanOrEqualTo(sent);
      assertThat(numbers.gaps()).isPositive();
      assertThat(subscriber.stats().linksLost()).isEqualTo(1);
    }
  }

  private static boolean isDrained(Receiver receiver, Numbers numbers) {
    while (receiver.poll(numbers, 100) > 0) {
      // there may be more
    }
    return receiver.isDrained();
  }

  @Test
  void aKilledReceiversSuccessorKnowsWhatWasMissed() throws InterruptedException {
    try (Ipc ipc = session(OLDEST, "64KiB");
        Sender sender = ipc.sender(CHANNEL);
        Child receiver = child(OLDEST, "64KiB", "receive-and-hang", 0, 3)) {
      Await.until("it is there", sender::isConnected);
      for (int number = 0; number < 4; number++) {
        assertThat(send(sender, number)).isEqualTo(SendResult.SENT);
      }
      receiver.hear("hanging");
      for (int number = 4; number < 3_000; number++) {
        assertThat(send(sender, number)).isEqualTo(SendResult.SENT);
      }
      receiver.kill();
      try (Ipc there = session("block", "64KiB");
          Receiver successor = take(there)) {
        Numbers numbers = new Numbers(3); // in whose handler the other one died
        while (numbers.next() < 3_000) {
          int ignored = successor.poll(numbers, 100, PATIENCE);
        }
        assertThat(numbers.gaps()).isEqualTo(1);
        assertThat(numbers.lost()).isGreaterThan(2_000);
        assertThat(sender.stats().dropped()).isEqualTo(numbers.lost());
        assertThat(successor.stats().redelivered()).isZero();
      }
    }
  }

  private static Receiver take(Ipc ipc) {
    AtomicReference<Receiver> taken = new AtomicReference<>();
    Await.until(
        "the dead one's place is free",
        () -> {
          try {
            taken.set(ipc.receiver(CHANNEL));
            return true;
          } catch (IpcUsageException e) {
            return false; // the kernel hasn't taken its lock yet
          }
        });
    return taken.get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "fail", "drop-newest"})
  void aStoppedSubscriberHoldsAllBackUntilItIsDead(String policy) throws InterruptedException {
    SendResult refusal =
        policy.equals("drop-newest") ? SendResult.DROPPED : SendResult.BACK_PRESSURED;
    try (Ipc ipc = session(policy, "64KiB");
        Publisher publisher = ipc.publisher(CHANNEL);
        Ipc there = session(policy, "64KiB");
        Subscriber other = there.subscriber(CHANNEL);
        Child stopped = child(policy, "64KiB", "subscribe", 0, Long.MAX_VALUE)) {
      Await.until("both are there", () -> publisher.subscribers() == 2);
      stopped.hear("ready");
      stopped.signal("STOP");
      Numbers numbers = new Numbers(0);
      long sent = 0;
      while (send(publisher, sent) == SendResult.SENT) {
        sent++;
        while (numbers.next() < sent) {
          int ignored = other.poll(numbers, 100, PATIENCE);
        }
      }
      long refused = 1;
      long start = System.nanoTime();
      while (System.nanoTime() - start < 400_000_000L) { // longer than any slice of a sleep
        assertThat(send(publisher, sent)).isEqualTo(refusal);
        refused++;
        assertThat(other.poll(numbers, 1)).as("published to some").isZero();
        Thread.sleep(1);
      }
      stopped.kill();
      long next = policy.equals("drop-newest") ? sent + refused : sent;
      if (policy.equals("drop-newest")) {
        Await.until("room is seen", () -> ((RecordSink) publisher).hasRoom(600));
        assertThat(send(publisher, next)).isEqualTo(SendResult.SENT);
      } else {
        Await.until("the dead one is dropped", () -> send(publisher, next) == SendResult.SENT);
      }
      while (numbers.next() <= next) {
        int ignored = other.poll(numbers, 1, PATIENCE);
      }
      assertThat(numbers.lost()).isEqualTo(next - sent);
      assertThat(publisher.stats().dropped()).isEqualTo(next - sent);
      assertThat(publisher.stats().inDoubt()).as("sent to the dead one").isPositive();
    }
  }

  @Test
  void aPoolIsRefusedByName() {
    IpcConfig config =
        OverrunPeer.config(directory, OLDEST, "64KiB")
            .with("ipc.channel." + CHANNEL + ".pool", "1MiB");
    try (Ipc ipc = Ipc.open(config)) {
      assertThatThrownBy(() -> ipc.sender(CHANNEL))
          .isInstanceOf(IpcConfigException.class)
          .hasMessageContaining(
              "[ipc/not-supported] channel=policy pool=1048576B policy=drop-oldest");
    }
  }
}
