package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.spi.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Opening and closing: who meets whom, what is flushed, and what is refused afterwards. */
public interface LifecycleRules {
  private static Map<String, AutoCloseable> everyKindOfHandle(Ipc session) {
    return Map.of(
        "sender", session.sender("q"),
        "receiver", session.receiver("q"),
        "publisher", session.publisher("p"),
        "subscriber", session.subscriber("p"),
        "requester", session.requester("r"),
        "responder", session.responder("r"));
  }

  @Rule("L-1")
  default void closingTwiceIsClosingOnce(Lab lab) throws Exception {
    Ipc session = lab.session();
    for (AutoCloseable handle : everyKindOfHandle(session).values()) {
      handle.close();
      handle.close();
    }
    session.close();
    session.close();
    assertThat(catchThrowable(() -> session.sender("q"))).isInstanceOf(IpcClosedException.class);
  }

  @Rule("L-2")
  default void closingTheSessionClosesAllThatItOpened(Lab lab) {
    Ipc session = lab.session();
    Sender sender = session.sender("q");
    Receiver receiver = session.receiver("q");
    Publisher publisher = session.publisher("p");
    Subscriber subscriber = session.subscriber("p");
    Requester requester = session.requester("r");
    Responder responder = session.responder("r");
    session.close();
    Duration brief = Duration.ofMillis(1);
    byte[] message = new byte[8];
    List<Callable<?>> calls =
        List.of(
            () -> sender.trySend(message),
            () -> sender.send(message, brief),
            () -> sender.tryLoan(8),
            () -> sender.loan(8, brief),
            () -> sender.shared().trySend(message),
            () -> publisher.trySend(message),
            () -> receiver.poll(new Inbox(), 1),
            () -> receiver.poll(new Inbox(), 1, brief),
            receiver::tryReceive,
            () -> receiver.receive(brief),
            () -> receiver.shared().tryReceive(),
            subscriber::tryReceive,
            () -> requester.tryRequest(Payload.of(1, 8), 0, 8, new CompletableFuture<>()),
            () -> requester.request(message, brief),
            () -> responder.poll((memory, offset, length, replyTo) -> {}, 1),
            () -> session.receiver("q"),
            session::regions);
    for (int i = 0; i < calls.size(); i++) {
      assertThat(catchThrowable(calls.get(i)::call))
          .as("call %d after close", i)
          .isInstanceOf(IpcClosedException.class);
    }
    assertThat(sender.sendAsync(Payload.of(1, 8))).isCompletedExceptionally();
    assertThat(receiver.receiveAsync()).isCompletedExceptionally();
  }

  @Rule("L-3")
  default void closingEndsCallsThatAreBlocked(Lab lab) throws Exception {
    lab.set("ipc.linger", "50ms");
    Receiver idle = lab.session().receiver("idle");
    Receiver full = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, full);
    lab.fill(sender, 0, 64);
    Requester requester = lab.session().requester("r");
    requireEnded(lab, idle, "receive", idle::receive);
    requireEnded(lab, sender, "send", () -> sender.send(Payload.bytes(1, 64)));
    requireEnded(
        lab, requester, "request", () -> requester.request(new byte[8], Duration.ofDays(1)));
  }

  private static void requireEnded(Lab lab, AutoCloseable handle, String method, Callable<?> blocks)
      throws Exception {
    Task<?> blocked = lab.start(method, blocks);
    lab.awaitInside(blocked, method);
    handle.close();
    assertThat(blocked.failure())
        .as("what ended %s", method)
        .isInstanceOf(IpcClosedException.class);
  }

  @Rule("L-4")
  default void whatWasSentBeforeClosingArrives(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int i = 0; i < 50; i++) {
      lab.send(sender, i, 64);
    }
    Task<Void> closing = close(lab, sender);
    lab.awaitInside(closing, "close");
    Inbox inbox = lab.receive(receiver, 50);
    closing.get();
    for (int i = 0; i < 50; i++) {
      Payload.requireWhole(inbox.messages().get(i), i, 64);
    }
    Sender another = lab.session().sender(Lab.CHANNEL);
    lab.send(another, 50, Lab.MAX_MESSAGE);
    closing = close(lab, another);
    lab.receive(receiver, 51, inbox);
    closing.get();
    Payload.requireWhole(inbox.messages().get(50), 50, Lab.MAX_MESSAGE);
  }

  /** Closes on another thread, since that may wait until the receiver has taken everything. */
  private static Task<Void> close(Lab lab, Sender sender) {
    return lab.start(
        "close",
        () -> {
          sender.close();
          return null;
        });
  }

  @Rule("L-5")
  default void aReceiverKnowsWhenAllHasCome(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    assertThat(receiver.tryReceive()).isNull();
    assertThat(receiver.isDrained()).as("drained before anybody came").isFalse();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    lab.send(sender, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
    assertThat(receiver.tryReceive()).isNull();
    assertThat(receiver.isDrained()).as("drained while a sender is there").isFalse();
    Duration forever = Duration.ofDays(1);
    Task<Integer> polling = lab.start("poll", () -> receiver.poll(new Inbox(), 1, forever));
    lab.awaitInside(polling, "poll");
    sender.close();
    assertThat(polling.get()).as("handled by a poll that the end interrupts").isZero();
    assertThat(receiver.isDrained()).isTrue();
    Sender another = lab.sender();
    lab.connect(another, receiver);
    assertThat(receiver.isDrained()).as("drained while another sender is there").isFalse();
    another.close();
    polling = lab.start("poll after the end", () -> receiver.poll(new Inbox(), 1, forever));
    assertThat(polling.get()).as("handled by a poll that begins after the end").isZero();
    assertThat(receiver.stats().linksClosed()).isEqualTo(2);
    assertThat(receiver.stats().linksLost()).isZero();
  }

  @Rule("L-6")
  default void whatAReceiverLeavesIsKeptOrInDoubt(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int i = 0; i < 20; i++) {
      lab.send(sender, i, 64);
    }
    assertThat(lab.receive(receiver, 5).numbers()).containsExactly(0L, 1L, 2L, 3L, 4L);
    receiver.close();
    lab.awaitRefusal(sender);
    if (lab.has(Trait.UNREAD_SURVIVES)) {
      Receiver next = lab.receiver();
      Inbox inbox = lab.receive(next, 15);
      assertThat(inbox.numbers()).isEqualTo(LongStream.range(5, 20).boxed().toList());
      assertThat(sender.stats().inDoubt()).isZero();
    } else {
      assertThat(sender.stats().inDoubt()).isGreaterThanOrEqualTo(15);
    }
  }
}
