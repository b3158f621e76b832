package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.lane.LaneFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Channels with {@code checksum=crc32c}: what was changed on its way is named, and not handed out.
 */
final class ChecksumTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONGEST = 20_000;

  private final Path directory;
  private final Ipc ipc;

  ChecksumTest(@TempDir Path directory) {
    this.directory = directory;
    this.ipc = Ipc.open(config("crc32c"));
  }

  private IpcConfig config(String checksum) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.capacity", "16KiB")
        .set("ipc.channel.*.max-message-size", Integer.toString(LONGEST))
        .set("ipc.channel.*.checksum", checksum)
        .set("ipc.channel.workers.receivers", "competing")
        .set("ipc.channel.kept.delivery", "acknowledged")
        .build();
  }

  @AfterEach
  void close() {
    ipc.close();
  }

  private static byte[] message(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (length * 31 + i);
    }
    return bytes;
  }

  private static final int[] LENGTHS = {0, 1, 7, 8, 9, 63, 64, 8_175, 8_176, 8_177, LONGEST};

  private static void exchange(Sender sender, Receiver receiver) throws Exception {
    FutureTask<Boolean> sending = new FutureTask<>(() -> sendAll(sender));
    Thread.ofPlatform().start(sending);
    for (int lap = 0; lap < 3; lap++) {
      for (int length : LENGTHS) {
        assertThat(receiver.receive(PATIENCE).toByteArray()).isEqualTo(message(length));
      }
    }
    assertThat(sending.get()).isTrue();
  }

  private static boolean sendAll(Sender sender) throws InterruptedException {
    for (int lap = 0; lap < 3; lap++) {
      for (int length : LENGTHS) {
        assertThat(sender.send(message(length), PATIENCE)).isEqualTo(SendResult.SENT);
      }
    }
    return true;
  }

  @Test
  void messagesOfAllSizesArriveByEveryPattern() throws Exception {
    for (String queue : List.of("plain", "workers", "kept")) {
      Receiver receiver = ipc.receiver(queue);
      exchange(ipc.sender(queue), receiver);
    }
    Subscriber subscriber = ipc.subscriber("topic");
    Publisher publisher = ipc.publisher("topic");
    exchange(publisher, subscriber);
    try (Responder responder = ipc.responder("ask");
        Requester requester = ipc.requester("ask")) {
      Thread answering = Thread.ofPlatform().start(() -> answer(responder));
      assertThat(requester.request(message(9_000), PATIENCE).toByteArray())
          .isEqualTo(message(9_000));
      answering.join();
    }
  }

  private static void answer(Responder responder) {
    try {
      int handled = 0;
      while (handled == 0) {
        handled =
            responder.poll(
                (memory, offset, length, reply) -> reply.tryReply(memory, offset, length),
                1,
                PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Flips a bit of the lane's ring. */
  private void flip(String channel, long positionOfByte) {
    Path lane =
        Directories.list(directory.resolve("default/shm/channels/" + channel)).stream()
            .filter(path -> LaneName.of(path).isPresent())
            .findFirst()
            .orElseThrow();
    try (LaneFile file = LaneFile.attach(lane).orElseThrow()) {
      MemorySegment memory = file.layout().memory();
      long at = file.layout().payload(0) + positionOfByte;
      byte before = memory.get(ValueLayout.JAVA_BYTE, at);
      memory.set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ 4));
    }
  }

  private static int poll(Receiver receiver, List<Integer> lengths) {
    return receiver.poll((memory, offset, length) -> lengths.add((int) length), 100);
  }

  private static void requireNamed(Receiver receiver, String channel, int position, int length) {
    List<Integer> lengths = new ArrayList<>();
    assertThatThrownBy(() -> poll(receiver, lengths))
        .isInstanceOf(IpcCorruptException.class)
        .hasMessageMatching(
            "\\[ipc/corrupt] channel=%s sender=.*@%d position=%d length=%d: the message doesn't match its checksum, and is not delivered\\."
                .formatted(channel, ProcessHandle.current().pid(), position, length));
    assertThat(lengths).containsExactly(10);
    assertThat(poll(receiver, lengths)).isEqualTo(1);
    assertThat(lengths).containsExactly(10, 30);
  }

  @Test
  void aChangedMessageIsNamedAndTheOthersArrive() {
    Subscriber subscriber = ipc.subscriber("topic");
    Receiver receiver = ipc.receiver("plain");
    Publisher publisher = ipc.publisher("topic");
    Sender sender = ipc.sender("plain");
    for (int length : new int[] {10, 100, 30}) {
      assertThat(sender.trySend(message(length))).isEqualTo(SendResult.SENT);
      assertThat(publisher.trySend(message(length))).isEqualTo(SendResult.SENT);
    }
    // The first one takes 8 bytes of header, 16 of payload, 8 of checksum.
    flip("plain", 32 + 50);
    flip("topic", 32 + 104); // in the checksum itself
    requireNamed(receiver, "plain", 32, 100);
    requireNamed(subscriber, "topic", 32, 100);
  }

  @Test
  void endsWithAndWithoutChecksumsDoNotMeet() {
    try (Ipc other = Ipc.open(config("none"));
        Receiver receiver = ipc.receiver("plain")) {
      assertThat(receiver.peers()).isEmpty();
      assertThatThrownBy(() -> other.sender("plain"))
          .isInstanceOf(IpcConfigException.class)
          .matches(e -> ((IpcConfigException) e).is(ErrorIds.AGREEMENT_MISMATCH))
          .hasMessageContaining("checksum (here none, there crc32c)");
    }
  }
}
