package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who meets whom: whoever listens, at one address or several. */
@Timeout(300)
class TcpMeetingTest {
  private final TcpSessions sessions = TcpSessions.here(Map.of());

  private Ipc open(String bind) {
    return sessions.open("ipc.channel.c.bind", bind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "sender", "receiver"})
  void severalSendersReachOneReceiver(String bind) throws InterruptedException {
    try (Ipc ipc = open(bind);
        Sender first = ipc.sender("c");
        Receiver receiver = ipc.receiver("c");
        Sender second = ipc.sender("c")) {
      TcpSessions.await(receiver, () -> receiver.peers().size() == 2);
      TcpSessions.await(() -> first.isConnected() && second.isConnected());
      first.send(new byte[] {1}, TcpSessions.LONG);
      second.send(new byte[] {2}, TcpSessions.LONG);
      Set<Byte> got = new HashSet<>();
      got.add(receiver.receive(TcpSessions.LONG).toByteArray()[0]);
      got.add(receiver.receive(TcpSessions.LONG).toByteArray()[0]);
      assertThat(got).containsExactlyInAnyOrder((byte) 1, (byte) 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "sender", "receiver"})
  void severalPublishersReachSeveralSubscribers(String bind) throws InterruptedException {
    try (Ipc ipc = open(bind);
        Publisher first = ipc.publisher("c");
        Subscriber one = ipc.subscriber("c");
        Publisher second = ipc.publisher("c");
        Subscriber two = ipc.subscriber("c")) {
      meet(first, second, one, two);
    }
  }

  @Test
  void publishersTakeTheFirstFreeAddressAndSubscribersDialAll() throws InterruptedException {
    String list = Ports.free() + ", " + Ports.free() + ", " + Ports.free();
    TcpSessions many = new TcpSessions(list, Map.of());
    try (java.net.ServerSocket other = occupy(list.substring(0, list.indexOf(',')));
        Ipc ipc = many.open("ipc.tcp.handshake-timeout", "200ms");
        Publisher first = ipc.publisher("c");
        Subscriber one = ipc.subscriber("c");
        Publisher second = ipc.publisher("c");
        Subscriber two = ipc.subscriber("c")) {
      assertThat(other.isBound()).isTrue();
      meet(first, second, one, two);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static java.net.ServerSocket occupy(String address) throws java.io.IOException {
    int port = Integer.parseInt(address.replaceAll(".*:", ""));
    return new java.net.ServerSocket(port, 50, java.net.InetAddress.getLoopbackAddress());
  }

  private static void meet(Publisher first, Publisher second, Subscriber one, Subscriber two)
      throws InterruptedException {
    TcpSessions.await(one, () -> one.peers().size() == 2);
    TcpSessions.await(two, () -> two.peers().size() == 2);
    TcpSessions.await(() -> first.subscribers() == 2 && second.subscribers() == 2);
    assertThat(first.trySend(new byte[] {1})).isEqualTo(SendResult.SENT);
    assertThat(second.trySend(new byte[] {2})).isEqualTo(SendResult.SENT);
    for (Subscriber each : new Subscriber[] {one, two}) {
      Message a = each.receive(TcpSessions.LONG);
      Message b = each.receive(TcpSessions.LONG);
      assertThat(a.toByteArray()[0] + b.toByteArray()[0]).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "sender", "receiver"})
  void requestsAreAnswered(String bind) throws Exception {
    try (Ipc ipc = open(bind);
        Requester requester = ipc.requester("c");
        Responder responder = ipc.responder("c")) {
      CompletableFuture<Message> reply =
          CompletableFuture.supplyAsync(() -> ask(requester, "question"));
      while (!reply.isDone()) {
        responder.poll(
            (memory, offset, length, replyTo) ->
                assertThat(replyTo.tryReply(memory, offset, length)).isEqualTo(SendResult.SENT),
            1,
            Duration.ofMillis(10));
      }
      assertThat(reply.get().toUtf8()).isEqualTo("question");
    }
  }

  private static Message ask(Requester requester, String text) {
    try {
      return requester.request(
          MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)), TcpSessions.LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyChannelsShareAPort() throws InterruptedException {
    try (Ipc here = sessions.open();
        Ipc there = sessions.open()) {
      for (int i = 0; i < 20; i++) {
        Sender sender = there.sender("channel-" + i); // before anybody has it open
        Receiver receiver = here.receiver("channel-" + i);
        TcpSessions.talk(sender, receiver, "to " + i);
      }
    }
  }

  @Test
  void anAddressIsFreeAgainAfterTheLastChannel() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      try (Ipc ipc = sessions.open();
          Receiver receiver = ipc.receiver("c");
          Sender sender = ipc.sender("c")) {
        TcpSessions.talk(sender, receiver, "round " + i);
      }
    }
  }

  @Test
  void byNameAndByIpv6() throws InterruptedException {
    String port = sessions.address().replaceAll(".*:", ":");
    for (String host : new String[] {"localhost", "[::1]"}) {
      try (Ipc ipc = new TcpSessions(host + port, Map.of()).open();
          Receiver receiver = ipc.receiver("c");
          Sender sender = ipc.sender("c")) {
        TcpSessions.talk(sender, receiver, host);
      }
    }
  }

  @Test
  void whatWasSentBeforeClosingArrivesHoweverMuchIsUnread() throws InterruptedException {
    byte[] block = new byte[100_000];
    try (Ipc there = sessions.open();
        Receiver receiver = there.receiver("c")) {
      Ipc here = sessions.open("ipc.linger", "20s");
      Sender sender = here.sender("c");
      int count = 0;
      sender.send(block, TcpSessions.LONG);
      count++;
      while (sender.trySend(block) == SendResult.SENT) {
        count++;
      }
      CompletableFuture<Void> closing = CompletableFuture.runAsync(here::close);
      for (int i = 0; i < count; i++) {
        assertThat(receiver.receive(TcpSessions.LONG).length()).isEqualTo(block.length);
      }
      closing.join();
      TcpSessions.await(receiver, receiver::isDrained);
      assertThat(receiver.stats().linksLost()).isZero();
      assertThat(sender.stats().inDoubt()).isLessThanOrEqualTo(count);
    }
  }
}
