package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes get that subscribe late, where the publisher keeps its latest messages. */
final class LateSubscriberTest {
  private static final String CHANNEL = "late";
  private static final String CAPACITY = "64KiB";

  private final Path directory;

  LateSubscriberTest() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-late");
  }

  @AfterEach
  void close() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private Ipc session(String policy, String history) {
    return Ipc.open(
        OverrunPeer.config(directory, policy, CAPACITY).with("ipc.channel.*.history", history));
  }

  private Child subscriber(long first, long end) {
    return Child.start(
        OverrunPeer.class,
        directory.toString(),
        "block",
        CAPACITY,
        CHANNEL,
        "subscribe",
        Long.toString(first),
        Long.toString(end));
  }

  private static SendResult publish(Publisher publisher, long number) {
    byte[] message = Numbers.message(number, OverrunPeer.LONGEST);
    return publisher.trySend(message, 0, message.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "drop-oldest"})
  void whoJoinsWhileNothingIsPublishedGetsTheLatest(String policy) {
    try (Ipc ipc = session(policy, "10");
        Publisher publisher = ipc.publisher(CHANNEL)) {
      for (int number = 0; number < 1_000; number++) {
        assertThat(publish(publisher, number)).isEqualTo(SendResult.SENT);
      }
      assertThat(publisher.stats().sent()).isEqualTo(1_000);
      assertThat(publisher.stats().dropped()).isZero();
      for (int i = 0; i < 2; i++) {
        try (Child late = subscriber(990, 1_000)) {
          assertThat(late.hear("sum ")).isEqualTo("990 10 0");
          late.hear("end");
        }
      }
    }
  }

  @Test
  void whatAKilledOneHadNotReadIsKeptForTheNext() {
    try (Ipc ipc = session("block", "20");
        Publisher publisher = ipc.publisher(CHANNEL)) {
      try (Child killed = subscriber(0, Long.MAX_VALUE)) {
        Await.until("it is there", () -> publisher.subscribers() == 1);
        killed.hear("ready");
        killed.signal("STOP");
        int number = 0;
        while (publish(publisher, number) == SendResult.SENT) {
          number++;
        }
        int sent = number;
        try (Child late = subscriber(sent - 20, sent + 1)) {
          late.hear("first ");
          assertThat(publish(publisher, sent))
              .as("held back by the one that is stopped")
              .isEqualTo(SendResult.BACK_PRESSURED);
          killed.kill();
          Await.until("it goes on", () -> publish(publisher, sent) == SendResult.SENT);
          assertThat(late.hear("sum ")).isEqualTo((sent - 20) + " 21 0");
        }
      }
    }
  }
}
