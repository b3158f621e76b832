package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcLinkLostException;
import io.ipc4j.spi.Trait;
import io.ipc4j.tests.peer.StreamOf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;

/** Channels between processes, which may be killed and paused at any moment. */
public interface ProcessRules {
  @Rule(value = "X-1", needs = Trait.CROSS_PROCESS)
  default void aLongStreamArrivesUnchanged(Lab lab) throws Exception {
    int count = 30_000;
    Peer sender = lab.peer();
    Receiver receiver = lab.receiver();
    sender.call("open", "sender", Lab.CHANNEL);
    CompletableFuture<String> sent = sender.ask("sendStream", count);
    String received = StreamOf.receive(receiver, count, lab.patience());
    assertThat(received).isEqualTo(sender.await(sent, "all is sent"));
  }

  @Rule(value = "X-2", needs = Trait.CROSS_PROCESS)
  default void eitherProcessMayComeFirst(Lab lab) throws Exception {
    Peer peer = lab.peer();
    peer.call("open", "sender", Lab.CHANNEL);
    CompletableFuture<String> sent = peer.ask("send", 0, 10, 64);
    Receiver receiver = lab.receiver();
    assertThat(lab.receive(receiver, 10).numbers()).hasSize(10).isSorted();
    peer.await(sent, "all is sent");
    peer.call("open", "receiver", "other");
    CompletableFuture<String> received = peer.ask("receive", 5);
    Sender sender = lab.session().sender("other");
    for (int i = 0; i < 5; i++) {
      lab.send(sender, i, 64);
    }
    assertThat(peer.await(received, "all is received")).isEqualTo("0 4");
  }

  @Rule(value = "X-3", needs = Trait.CROSS_PROCESS)
  default void sendersOfManyProcessesKeepTheirOrder(Lab lab) throws Exception {
    int peers = 3;
    int each = 2000;
    Receiver receiver = lab.receiver();
    List<Peer> senders = new ArrayList<>();
    List<CompletableFuture<String>> sent = new ArrayList<>();
    for (int p = 0; p < peers; p++) {
      Peer peer = lab.peer();
      peer.call("open", "sender", Lab.CHANNEL);
      senders.add(peer);
      sent.add(peer.ask("send", p * 1_000_000L, each, 200));
    }
    List<Long> numbers = lab.receive(receiver, peers * each).numbers();
    for (int p = 0; p < peers; p++) {
      senders.get(p).await(sent.get(p), "all is sent");
      long first = p * 1_000_000L;
      assertThat(numbers.stream().filter(n -> n / 1_000_000 == first / 1_000_000))
          .as("of peer %d", p)
          .isEqualTo(LongStream.range(first, first + each).boxed().toList());
    }
  }

  @Rule(value = "X-4", needs = Trait.CROSS_PROCESS)
  default void aSenderThatIsKilledLeavesWholeMessagesInOrder(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    for (int round = 0; round < 2; round++) {
      Inbox inbox = new Inbox();
      Peer sender = lab.peer();
      sender.call("open", "sender", Lab.CHANNEL);
      CompletableFuture<String> ignored = sender.ask("sendForever", 0, 500);
      lab.receive(receiver, 3000, inbox);
      sender.kill();
      assertThat(ignored).isCompletedExceptionally();
      long ended = round + 1L;
      lab.await(
          "the receiver sees the end of the link",
          () -> receiver.poll(inbox, 1000) == 0 && receiver.stats().linksLost() == ended);
      requireSequence(inbox);
      if (lab.has(Trait.UNREAD_SURVIVES)) {
        long acknowledged = Long.parseLong(sender.events().getLast());
        assertThat(inbox.numbers().getLast()).isGreaterThanOrEqualTo(acknowledged);
      }
    }
    Peer next = lab.peer();
    next.call("open", "sender", Lab.CHANNEL);
    CompletableFuture<String> sent = next.ask("send", 7, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(7L);
    next.await(sent, "it is sent");
  }

  private static void requireSequence(Inbox inbox) {
    for (int i = 0; i < inbox.size(); i++) {
      Payload.requireWhole(inbox.messages().get(i), i, 500);
    }
    assertThat(inbox.gaps()).isEmpty();
  }

  @Rule(value = "X-5", needs = Trait.CROSS_PROCESS)
  default void aReceiverThatIsKilledLosesNothingUncounted(Lab lab) throws Exception {
    Peer first = lab.peer();
    first.call("open", "receiver", Lab.CHANNEL);
    CompletableFuture<String> ignored = first.ask("receiveForever");
    Sender sender = lab.sender();
    int[] sent = {0};
    while (first.events().size() < 200) {
      lab.send(sender, sent[0]++, 300);
    }
    first.kill();
    assertThat(ignored).isCompletedExceptionally();
    lab.await("the sender sees that its receiver is gone", () -> isRefused(sender, sent));
    List<String> handled = first.events();
    assertThat(handled)
        .isEqualTo(LongStream.range(0, handled.size()).mapToObj(Long::toString).toList());
    Peer second = lab.peer();
    second.call("open", "receiver", Lab.CHANNEL);
    CompletableFuture<String> unfinished = second.ask("receiveForever");
    int last = sent[0];
    lab.send(sender, last, 300);
    lab.await("the newest arrives", () -> numbers(second).contains((long) last));
    assertThat(unfinished).isNotDone();
    long resumed = numbers(second).getFirst();
    assertThat(numbers(second)).isEqualTo(LongStream.rangeClosed(resumed, last).boxed().toList());
    assertThat(resumed).as("the next message").isGreaterThanOrEqualTo(handled.size() - 1L);
    long lost = resumed - handled.size();
    if (lab.has(Trait.UNREAD_SURVIVES)) {
      assertThat(lost).as("lost").isNotPositive();
      assertThat(sender.stats().inDoubt()).isZero();
    } else {
      assertThat(sender.stats().inDoubt()).as("in doubt").isGreaterThanOrEqualTo(lost);
    }
  }

  /** What a peer has received, without saying which of it came again. */
  private static List<Long> numbers(Peer receiver) {
    return receiver.events().stream()
        .map(event -> Long.valueOf(event.replace(" again", "")))
        .toList();
  }

  /** Goes on sending until the death of the receiver is noticed. */
  private static boolean isRefused(Sender sender, int[] next) {
    SendResult result = sender.trySend(Payload.of(next[0], 300));
    next[0] += result == SendResult.SENT ? 1 : 0;
    return result == SendResult.NOT_CONNECTED;
  }

  @Rule(value = "X-6", needs = Trait.CROSS_PROCESS)
  default void aReceiverThatIsPausedIsNotDead(Lab lab) throws Exception {
    Peer peer = lab.peer();
    peer.call("open", "receiver", Lab.CHANNEL);
    Sender sender = lab.sender();
    lab.send(sender, 0, 64);
    assertThat(peer.call("receive", 1)).isEqualTo("0 0");
    peer.pause();
    long refused = lab.fill(sender, 1, 1000);
    Duration longerThanAnyHeartbeat = Duration.ofSeconds(3);
    byte[] next = Payload.bytes(refused, 1000);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> sender.send(next, longerThanAnyHeartbeat)))
        .contains("room");
    assertThat(sender.isConnected()).isTrue();
    peer.resume();
    CompletableFuture<String> received = peer.ask("receive", refused);
    assertThat(sender.send(next, lab.patience())).isEqualTo(SendResult.SENT);
    assertThat(peer.await(received, "all is received")).isEqualTo("1 " + refused);
    assertThat(sender.stats().inDoubt()).isZero();
  }

  @Rule(value = "X-7", needs = Trait.CROSS_PROCESS)
  default void aSubscriberThatIsKilledHoldsNobodyBack(Lab lab) throws Exception {
    Publisher publisher = lab.publisher();
    Peer staying = lab.peer();
    staying.call("open", "subscriber", Lab.CHANNEL);
    CompletableFuture<String> goesOn = staying.ask("receiveForever");
    Peer peer = lab.peer();
    peer.call("open", "subscriber", Lab.CHANNEL);
    CompletableFuture<String> received = peer.ask("receive", 1);
    int sent = 0;
    lab.await("both are connected", () -> subscribers(publisher) == 2);
    while (!received.isDone()) {
      sent += publisher.trySend(Payload.of(sent, 72)) == SendResult.SENT ? 1 : 0;
      staying.awaitEvents(sent);
    }
    while (publisher.trySend(Payload.of(sent, 72)) == SendResult.SENT) {
      sent++;
      staying.awaitEvents(sent);
    }
    byte[] next = Payload.bytes(sent, 72);
    Task<SendResult> blocked = lab.start("send", () -> publisher.send(next));
    lab.awaitInside(blocked, "send");
    peer.kill();
    assertThat(blocked.get()).isEqualTo(SendResult.SENT);
    staying.awaitEvents(sent + 1);
    assertThat(numbers(staying)).isEqualTo(LongStream.rangeClosed(0, sent).boxed().toList());
    assertThat(goesOn).isNotDone();
  }

  /** Has a publisher look for subscribers; how many it has. */
  private static int subscribers(Publisher publisher) {
    try (var loan = publisher.tryLoan(0)) {
      return loan == null ? 0 : publisher.subscribers();
    }
  }

  @Rule(value = "X-8", needs = Trait.CROSS_PROCESS)
  default void aResponderThatIsKilledFailsWhatItWasAsked(Lab lab) throws Exception {
    Peer first = lab.peer();
    first.call("open", "responder", Lab.CHANNEL);
    CompletableFuture<String> taken = first.ask("take", 3);
    Requester requester = lab.requester();
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      replies.add(requester.requestAsync(Payload.bytes(i, 64)));
    }
    first.await(taken, "the requests have come");
    first.kill();
    for (CompletableFuture<Message> reply : replies) {
      lab.await("the request fails", reply::isDone);
      assertThat(catchThrowable(reply::join))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IpcLinkLostException.class);
    }
    Peer second = lab.peer();
    second.call("open", "responder", Lab.CHANNEL);
    CompletableFuture<String> ignored = second.ask("echo");
    Message reply = requester.request(Payload.bytes(9, 5000), lab.patience());
    Payload.requireWhole(reply.toByteArray(), 9, 5000);
    assertThat(ignored).isNotDone();
  }

  @Rule(value = "X-9", needs = Trait.CROSS_PROCESS)
  default void theReceiverOfAnotherProcessIsNamedAndReplacedWhenItDies(Lab lab) throws Exception {
    Peer holder = lab.peer();
    holder.call("open", "receiver", Lab.CHANNEL);
    Sender sender = lab.sender();
    lab.send(sender, 1, 64);
    assertThat(holder.call("receive", 1)).isEqualTo("1 1");
    assertThat(Refusal.of(ErrorIds.RECEIVER_EXISTS, lab::receiver)).contains("@" + holder.pid());
    if (lab.has(Trait.PEER_INFO)) {
      assertThat(sender.peers().getFirst().pid()).hasValue(holder.pid());
    }
    holder.kill();
    lab.awaitRefusal(sender);
    Peer next = lab.peer();
    next.call("open", "receiver", Lab.CHANNEL);
    CompletableFuture<String> received = next.ask("receive", 1);
    lab.send(sender, 2, 64);
    assertThat(next.await(received, "it is received")).isEqualTo("2 2");
  }

  @Rule(value = "X-10", needs = Trait.CROSS_PROCESS)
  default void theKilledLeaveNothingThatMustBeRemovedByHand(Lab lab) throws Exception {
    long files = -1;
    for (int round = 0; round < 5; round++) {
      Peer peer = lab.peer();
      peer.call("open", "receiver", Lab.CHANNEL);
      peer.call("open", "sender", "back");
      CompletableFuture<String> received = peer.ask("receive", 10);
      try (var session = lab.session();
          Receiver back = session.receiver("back");
          Sender sender = session.sender(Lab.CHANNEL)) {
        for (int i = 0; i < 10; i++) {
          lab.send(sender, i, 64);
        }
        assertThat(peer.await(received, "all is received")).isEqualTo("0 9");
        CompletableFuture<String> sent = peer.ask("send", 5, 1, 64);
        assertThat(lab.receive(back, 1).numbers()).containsExactly(5L);
        peer.await(sent, "it is sent");
        peer.kill();
        lab.awaitRefusal(sender);
      }
      if (round == 1) {
        files = lab.countFiles();
      }
    }
    assertThat(lab.countFiles()).as("files after 5 rounds").isLessThanOrEqualTo(files);
  }
}
