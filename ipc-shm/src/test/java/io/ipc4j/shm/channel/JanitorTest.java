package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.Leftover;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.region.Region;
import io.ipc4j.shm.process.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cleaning removes what killed processes left, and nothing else. */
@Timeout(300)
final class JanitorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private Ipc session() {
    return Ipc.open(Peer.config(directory));
  }

  private Ipc session(String namespace) {
    return Ipc.open(
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", directory.toString())
            .set("ipc.namespace", namespace)
            .build());
  }

  private Child child(String channel, String role, long count) {
    return Child.start(Peer.class, directory.toString(), channel, role, "0", Long.toString(count));
  }

  private Path channels() {
    return directory.resolve("default/shm/channels");
  }

  @Test
  void whatTheKilledLeftIsRemovedAndNobodyIsThereAnyMore() {
    try (Child requester = child("answers", "respond", 0);
        Child receiver = child("numbers", "receive", 1)) {
      requester.hear("ready");
      receiver.hear("ready");
      receiver.kill();
      requester.kill();
    }
    assertThat(channels()).isNotEmptyDirectory();
    try (Ipc ipc = session("other")) {
      assertThat(ipc.clean()).as("in another namespace").isEmpty();
      assertThat(channels()).isNotEmptyDirectory();
      assertThat(ipc.cleanAllNamespaces()).isNotEmpty().allMatch(Leftover::removed);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void unreadMessagesOfTheKilledStayAndAreReceived() throws InterruptedException {
    try (Ipc ipc = session();
        Child sender = child("c", "flood", 0)) {
      Receiver receiver = ipc.receiver("c");
      assertThat(Peer.number(receiver.receive(PATIENCE).toByteArray())).isZero();
      sender.hear("sent 3");
      receiver.close();
      sender.kill();
    }
    try (Ipc ipc = session()) {
      List<Leftover> found = ipc.clean();
      assertThat(found).hasSize(1);
      assertThat(found.getFirst().removed()).isFalse();
      assertThat(found.getFirst().reason()).contains("unread");
      assertThat(Path.of(found.getFirst().path())).exists();
      assertThat(Peer.number(ipc.receiver("c").receive(PATIENCE).toByteArray())).isEqualTo(1);
    }
  }

  @Test
  void whatTheLivingUseStays() throws InterruptedException {
    try (Ipc ipc = session();
        Sender sender = ipc.sender("c");
        Receiver receiver = ipc.receiver("c");
        Region region = ipc.regions().create("r", 4096)) {
      assertThat(sender.send(Peer.message(1), PATIENCE)).isNotNull();
      assertThat(ipc.clean()).isEmpty();
      try (Ipc other = session()) {
        assertThat(other.cleanAllNamespaces()).isEmpty();
      }
      assertThat(Peer.number(receiver.receive(PATIENCE).toByteArray())).isEqualTo(1);
      assertThat(sender.send(Peer.message(2), PATIENCE)).isNotNull();
      assertThat(Peer.number(receiver.receive(PATIENCE).toByteArray())).isEqualTo(2);
      assertThat(region.size()).isEqualTo(4096);
    }
    try (Ipc ipc = session()) {
      assertThat(ipc.clean()).as("a region is meant to stay").isEmpty();
      assertThat(ipc.regions().list()).hasSize(1);
    }
  }

  /** Namespaces come up while others take them for unused: nobody ends up in one that is gone. */
  @Test
  void manyCleanWhileOthersComeAndGo() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        all.add(
            threads.submit(() -> {
              for (int round = 0; round < 150; round++) {
                try (Ipc ipc = session("another")) {
                  assertThat(ipc.cleanAllNamespaces()).allMatch(Leftover::removed);
                }
              }
            }));
      }
      for (int i = 0; i < 3; i++) {
        String channel = "c" + i;
        all.add(
            threads.submit(() -> {
              for (int round = 0; round < 60; round++) {
                talk(channel, round);
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    try (Ipc ipc = session("another")) {
      assertThat(ipc.cleanAllNamespaces()).allMatch(Leftover::removed);
    }
    assertThat(Files.exists(directory.resolve("default"))).isFalse();
  }

  /** Over two sessions, which must meet. */
  private void talk(String channel, int number) throws InterruptedException {
    try (Ipc here = session();
        Ipc there = session();
        Receiver receiver = here.receiver(channel);
        Sender sender = there.sender(channel)) {
      assertThat(sender.send(Peer.message(number), PATIENCE)).isNotNull();
      assertThat(Peer.number(receiver.receive(PATIENCE).toByteArray())).isEqualTo(number);
    }
  }
}
