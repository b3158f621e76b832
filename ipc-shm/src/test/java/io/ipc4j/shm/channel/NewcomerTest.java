package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Bind;
import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.shm.lane.LaneFile;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.session.BellGate;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.spi.ChannelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who joins a channel whose publisher keeps its latest messages and has no room for another. */
@Timeout(300)
final class NewcomerTest {
  private static final String CHANNEL = "news";
  private static final int LONGEST = 1_000;
  private static final int CAPACITY = 4_096;
  private static final int HISTORY = 2;

  @TempDir Path directory;

  private Ipc session() {
    return Ipc.open(
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", directory.toString())
            .set("ipc.spin", "0us")
            .set("ipc.channel.*.capacity", Integer.toString(CAPACITY))
            .set("ipc.channel.*.max-message-size", Integer.toString(LONGEST))
            .set("ipc.channel.*.history", Integer.toString(HISTORY))
            .build());
  }

  private static ChannelSpec spec() {
    return new ChannelSpec(
        CHANNEL,
        Pattern.PUBLISH_SUBSCRIBE,
        OptionalLong.empty(),
        LONGEST,
        CAPACITY,
        Policy.BLOCK,
        WaitMode.BLOCK,
        Duration.ZERO,
        Bind.AUTO,
        Receivers.SINGLE,
        Delivery.PLAIN,
        HISTORY,
        ChecksumKind.NONE,
        0,
        Optional.empty());
  }

  @Test
  void whoSleepsIsRungByABlockedPublisherThatAdmitsIt() throws InterruptedException {
    byte[] message = new byte[LONGEST];
    try (Ipc ipc = session();
        Publisher publisher = ipc.publisher(CHANNEL);
        Subscriber busy = ipc.subscriber(CHANNEL)) {
      while (publisher.trySend(message) == SendResult.SENT) {
        // until there is no room
      }
      Thread blocked = Thread.ofPlatform().start(() -> sendUnlessInterrupted(publisher, message));
      try {
        while (!isRung()) {
          // it was admitted before it slept: another one comes
        }
        assertThat(blocked.isAlive()).as("there is still no room").isTrue();
      } finally {
        blocked.interrupt();
        blocked.join();
      }
      assertThat(busy.tryReceive()).isNotNull();
    }
  }

  private static void sendUnlessInterrupted(Publisher publisher, byte[] message) {
    try {
      SendResult result = publisher.send(message);
      throw new AssertionError(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A newcomer that looks once, sleeps then, and doesn't look again by itself as others do. */
  private boolean isRung() {
    try (Namespace namespace =
            Namespace.enter(
                directory, "default", "newcomer", body -> Thread.ofPlatform().unstarted(body));
        OpenChannel channel = OpenChannel.open(namespace, spec());
        LaneFile lane =
            LaneFile.attach(channel.lanes().getFirst().in(channel.directory())).orElseThrow();
        Seat seat = Seat.take(channel)) {
      BellGate gate = BellGate.toldOfDeaths(seat, namespace.session());
      long token = gate.prepare();
      if (isAdmitted(channel, lane, seat)) {
        return false;
      }
      Await.until("it is rung", () -> gate.signalled(token));
      assertThat(isAdmitted(channel, lane, seat)).as("before it is rung").isTrue();
      return true;
    }
  }

  private static boolean isAdmitted(OpenChannel channel, LaneFile lane, Seat seat) {
    return lane.layout().admitted(seat.slot()) == channel.member();
  }
}
