package io.ipc4j.msg.uds;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who listens makes no difference to who can talk to whom. */
@Timeout(300)
class BindTest {
  @TempDir Path directory;

  private Ipc open(String bind) {
    return new Sessions(directory).open("ipc.channel.c.bind", bind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "sender", "receiver"})
  void severalSendersReachOneReceiver(String bind) throws InterruptedException {
    try (Ipc ipc = open(bind);
        Sender first = ipc.sender("c");
        Receiver receiver = ipc.receiver("c");
        Sender second = ipc.sender("c")) {
      Sessions.await(receiver, () -> receiver.peers().size() == 2);
      Sessions.await(() -> first.isConnected() && second.isConnected());
      first.send(new byte[] {1}, Sessions.LONG);
      second.send(new byte[] {2}, Sessions.LONG);
      Set<Byte> got = new HashSet<>();
      got.add(receiver.receive(Sessions.LONG).toByteArray()[0]);
      got.add(receiver.receive(Sessions.LONG).toByteArray()[0]);
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
      Sessions.await(one, () -> one.peers().size() == 2);
      Sessions.await(two, () -> two.peers().size() == 2);
      Sessions.await(() -> first.subscribers() == 2 && second.subscribers() == 2);
      assertThat(first.trySend(new byte[] {1})).isEqualTo(SendResult.SENT);
      assertThat(second.trySend(new byte[] {2})).isEqualTo(SendResult.SENT);
      for (Subscriber each : new Subscriber[] {one, two}) {
        Message a = each.receive(Sessions.LONG);
        Message b = each.receive(Sessions.LONG);
        assertThat(a.toByteArray()[0] + b.toByteArray()[0]).isEqualTo(3);
      }
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
      MemorySegment question =
          MemorySegment.ofArray(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return requester.request(question, Sessions.LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
