package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.ChannelHandle;
import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Sender;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application learns of how its peers are: alive, stopped, slow, dead. */
@Timeout(300)
final class LivenessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Ipc ipc;

  @BeforeEach
  void open() {
    ipc = Ipc.open(Peer.config(directory));
  }

  @AfterEach
  void close() {
    ipc.close();
  }

  private Child child(String role, long first, long count) {
    return child("c", role, first, count);
  }

  private Child child(String channel, String role, long first, long count) {
    return Child.start(
        Peer.class,
        directory.toString(),
        channel,
        role,
        Long.toString(first),
        Long.toString(count));
  }

  private static PeerInfo only(ChannelHandle handle) {
    assertThat(handle.peers()).hasSize(1);
    return handle.peers().getFirst();
  }

  private static void requireDead(ChannelHandle handle, Child victim, Instant before) {
    Await.until("it is dead", () -> handle.deadPeers().size() == 1);
    PeerInfo dead = handle.deadPeers().getFirst();
    assertThat(dead.state()).isEqualTo(PeerState.DEAD);
    assertThat(dead.pid()).hasValue(victim.pid());
    assertThat(dead.name()).endsWith("@" + victim.pid());
    assertThat(dead.since()).isBetween(before.minusSeconds(1), Instant.now());
    assertThat(handle.peers()).isEmpty();
    assertThat(handle.isConnected()).isFalse();
  }

  private static void awaitState(ChannelHandle handle, PeerState state) {
    Await.until("peer is " + state, () -> only(handle).state() == state);
  }

  @Test
  void aStoppedReceiverIsStoppedAndNotDead() throws InterruptedException {
    try (Sender sender = ipc.sender("c");
        Child receiver = child("receive", 0, Long.MAX_VALUE)) {
      receiver.hear("ready");
      assertThat(sender.send(Peer.message(0), PATIENCE)).isNotNull();
      receiver.hear("got 0");
      assertThat(only(sender).state()).isEqualTo(PeerState.ALIVE);
      assertThat(only(sender).pid()).hasValue(receiver.pid());
      Instant before = Instant.now();
      receiver.signal("STOP");
      awaitState(sender, PeerState.STOPPED);
      Instant since = only(sender).since();
      assertThat(since).isBetween(before.minusSeconds(1), Instant.now());
      assertThat(sender.trySend(Peer.message(1))).isNotNull();
      assertThat(only(sender).since()).as("since the same moment").isEqualTo(since);
      receiver.signal("CONT");
      receiver.hear("got 1");
      assertThat(only(sender).state()).isEqualTo(PeerState.ALIVE);
    }
  }

  @Test
  void aStoppedSenderIsStoppedAndNotDead() {
    Receiver receiver = ipc.receiver("c");
    try (Child sender = child("flood", 0, 0)) {
      Await.until("its first message", () -> receiver.tryReceive() != null);
      sender.signal("STOP");
      awaitState(receiver, PeerState.STOPPED);
      while (receiver.tryReceive() != null) {
        assertThat(receiver.isConnected()).isTrue();
      }
      assertThat(only(receiver).state()).isEqualTo(PeerState.STOPPED);
      assertThat(receiver.isDrained()).isFalse();
      sender.signal("CONT");
      Await.until("it goes on", () -> receiver.tryReceive() != null);
      assertThat(only(receiver).state()).isEqualTo(PeerState.ALIVE);
    }
  }

  @Test
  void aReceiverThatHangsOverAMessageIsSlowAndNotDead() throws InterruptedException {
    try (Sender sender = ipc.sender("c");
        Child receiver = child("receive-and-hang", 0, 1)) {
      receiver.hear("ready");
      assertThat(sender.send(Peer.message(0), PATIENCE)).isNotNull();
      receiver.hear("hanging");
      awaitState(sender, PeerState.SLOW);
      assertThat(only(sender).pid()).hasValue(receiver.pid());
      assertThat(only(sender).since()).isBefore(Instant.now().minusMillis(900));
      assertThat(sender.isConnected()).isTrue();
      receiver.signal("STOP");
      awaitState(sender, PeerState.STOPPED);
      receiver.kill();
      Await.until("it is gone", () -> sender.peers().isEmpty());
    }
  }

  @Test
  void aReceiverWithNothingToDoIsNotSlow() throws InterruptedException {
    try (Sender sender = ipc.sender("c");
        Sender second = ipc.sender("c");
        Child receiver = child("receive", 0, Long.MAX_VALUE)) {
      receiver.hear("ready");
      assertThat(sender.send(Peer.message(0), PATIENCE)).isNotNull();
      receiver.hear("got 0");
      Instant start = Instant.now();
      while (Duration.between(start, Instant.now()).toMillis() < 2500) {
        assertThat(only(sender).state()).isEqualTo(PeerState.ALIVE);
        assertThat(only(second).state()).isEqualTo(PeerState.ALIVE);
        Thread.sleep(20);
      }
    }
  }

  @Test
  void aStoppedResponderIsStopped() {
    try (Requester requester = ipc.requester("c");
        Child responder = child("respond", 0, 0)) {
      responder.hear("ready");
      Await.until("connected", () -> requester.poll(1) >= 0 && requester.isConnected());
      assertThat(only(requester).state()).isEqualTo(PeerState.ALIVE);
      responder.signal("STOP");
      awaitState(requester, PeerState.STOPPED);
      responder.signal("CONT");
      awaitState(requester, PeerState.ALIVE);
    }
  }

  @Test
  void aKilledReceiverIsDeadAndItsSuccessorIsNot() throws InterruptedException {
    try (Sender sender = ipc.sender("c")) {
      Instant before = Instant.now();
      try (Child receiver = child("receive", 0, Long.MAX_VALUE)) {
        receiver.hear("ready");
        assertThat(sender.send(Peer.message(0), PATIENCE)).isNotNull();
        receiver.hear("got 0");
        receiver.signal("STOP");
        awaitState(sender, PeerState.STOPPED);
        assertThat(sender.deadPeers()).as("stopped is not dead").isEmpty();
        receiver.kill();
        requireDead(sender, receiver, before);
      }
      try (Child next = child("receive", 0, Long.MAX_VALUE)) {
        next.hear("ready");
        assertThat(sender.send(Peer.message(1), PATIENCE)).isNotNull();
        next.hear("got 1");
        assertThat(only(sender).state()).isEqualTo(PeerState.ALIVE);
        assertThat(only(sender).pid()).hasValue(next.pid());
        assertThat(sender.deadPeers()).hasSize(1);
      }
    }
  }

  @Test
  void ofReceiversThatCompeteTheKilledOneIsDeadAndTheOtherIsNot() throws InterruptedException {
    try (Sender sender = ipc.sender("competing");
        Child first = child("competing", "receive", 0, Long.MAX_VALUE);
        Child other = child("competing", "receive", 0, 1)) {
      first.hear("ready");
      other.hear("ready");
      Await.until("both are met", () -> sender.isConnected() && sender.peers().size() == 2);
      first.signal("STOP");
      Await.until("it is stopped", () -> hasOne(sender, PeerState.STOPPED));
      assertThat(sender.deadPeers()).as("stopped is not dead").isEmpty();
      Instant before = Instant.now();
      first.kill();
      Await.until("it is dead", () -> sender.deadPeers().size() == 1);
      PeerInfo dead = sender.deadPeers().getFirst();
      assertThat(dead.state()).isEqualTo(PeerState.DEAD);
      assertThat(dead.pid()).hasValue(first.pid());
      assertThat(dead.since()).isBetween(before.minusSeconds(1), Instant.now());
      assertThat(only(sender).pid()).hasValue(other.pid());
      assertThat(sender.send(Peer.message(0), PATIENCE)).isNotNull();
      other.hear("end");
      Await.until("the other has closed", () -> sender.peers().isEmpty());
      assertThat(sender.deadPeers()).as("who closed isn't dead").hasSize(1);
    }
  }

  private static boolean hasOne(ChannelHandle handle, PeerState state) {
    return handle.peers().stream().filter(peer -> peer.state() == state).count() == 1;
  }

  @Test
  void aReceiverThatClosesIsNotDead() throws InterruptedException {
    try (Sender sender = ipc.sender("c");
        Child receiver = child("receive", 0, 1)) {
      receiver.hear("ready");
      assertThat(sender.send(Peer.message(0), PATIENCE)).isNotNull();
      receiver.hear("end");
      Await.until("it is gone", () -> sender.peers().isEmpty());
      assertThat(receiver.awaitEnd()).isZero();
      assertThat(sender.deadPeers()).isEmpty();
    }
  }

  @Test
  void aKilledSenderIsDeadForAReceiverThatIsBlocked() throws InterruptedException {
    Receiver receiver = ipc.receiver("c");
    Instant before = Instant.now();
    try (Child sender = child("send", 0, 1_000_000)) {
      assertThat(receiver.receive(PATIENCE).length()).isEqualTo(Peer.LENGTH);
      Thread blocked = Thread.ofVirtual().start(() -> drain(receiver));
      sender.kill();
      requireDead(receiver, sender, before);
      blocked.interrupt();
      blocked.join();
    }
  }

  @Test
  void aKilledSenderIsDeadForReceiversThatCompete() throws InterruptedException {
    String account = directory.resolve("account").toString();
    Instant before = Instant.now();
    try (Ipc shared = Ipc.open(Competitor.config(directory));
        Receiver receiver = shared.receiver(Competitor.CHANNEL);
        Child sender = Child.start(Competitor.class, directory.toString(), account, "send", "0")) {
      assertThat(receiver.receive(PATIENCE).length()).isPositive();
      assertThat(receiver.deadPeers()).isEmpty();
      sender.kill();
      Await.until(
          "noticed",
          () -> receiver.poll((m, o, l) -> {}, 64) >= 0 && !receiver.deadPeers().isEmpty());
      requireDead(receiver, sender, before);
    }
  }

  private static void drain(Receiver receiver) {
    try {
      while (receiver.receive().length() > 0) {
        // until it is interrupted
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aKilledResponderIsDead() {
    try (Requester requester = ipc.requester("c");
        Child responder = child("respond", 0, 0)) {
      Instant before = Instant.now();
      responder.hear("ready");
      Await.until("connected", () -> requester.poll(1) >= 0 && requester.isConnected());
      responder.kill();
      Await.until("noticed", () -> requester.poll(1) >= 0 && !requester.isConnected());
      requireDead(requester, responder, before);
    }
  }
}
