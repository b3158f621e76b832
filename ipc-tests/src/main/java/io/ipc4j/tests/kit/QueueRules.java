package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queues: order, wholeness, who meets whom, and what happens when one side comes and goes. */
public interface QueueRules {
  /** Fewer would leave out what shows only when a ring has been gone round many times. */
  int STREAM = 20_000;

  @Rule("Q-1")
  default void messagesOfOneSenderArriveInOrderEachOnce(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    Task<Void> sending =
        lab.start(
            "sender",
            () -> {
              for (int i = 0; i < STREAM; i++) {
                lab.send(sender, i, 8 + i % 57);
              }
              return null;
            });
    Inbox inbox = lab.receive(receiver, STREAM);
    sending.get();
    for (int i = 0; i < STREAM; i++) {
      Payload.requireWhole(inbox.messages().get(i), i, 8 + i % 57);
    }
    assertThat(receiver.tryReceive()).isNull();
    assertThat(inbox.gaps()).isEmpty();
  }

  @Rule("Q-2")
  default void manySendersKeepTheirOrderAndNoneStarves(Lab lab) throws Exception {
    int senders = 20;
    int each = 200;
    Receiver receiver = lab.receiver();
    List<Task<Void>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      long first = s * 1_000_000L;
      Sender sender = lab.sender();
      sending.add(
          lab.start(
              "sender-" + s,
              () -> {
                for (int i = 0; i < each; i++) {
                  lab.send(sender, first + i, 100);
                }
                return null;
              }));
    }
    Inbox inbox = lab.receive(receiver, senders * each);
    for (Task<Void> task : sending) {
      task.get();
    }
    Map<Long, Long> next = new HashMap<>();
    for (byte[] message : inbox.messages()) {
      long number = Payload.number(message);
      Payload.requireWhole(message, number, 100);
      long sender = number / 1_000_000;
      assertThat(number % 1_000_000).as("of sender %d", sender).isEqualTo(count(next, sender));
    }
    assertThat(next).hasSize(senders);
  }

  private static long count(Map<Long, Long> counters, long key) {
    return counters.merge(key, 1L, Long::sum) - 1;
  }

  @Rule("Q-3")
  default void theSenderMayComeFirst(Lab lab) throws Exception {
    Sender sender = lab.sender();
    Receiver receiver = lab.receiver();
    lab.connect(sender, receiver);
    lab.send(sender, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
  }

  @Rule("Q-4")
  default void aReceiverThatComesBackIsFoundAgain(Lab lab) throws Exception {
    Receiver first = lab.receiver();
    Sender sender = lab.sender();
    lab.send(sender, 1, 64);
    assertThat(lab.receive(first, 1).numbers()).containsExactly(1L);
    for (int round = 2; round < 5; round++) {
      first.close();
      lab.awaitRefusal(sender);
      Receiver next = lab.receiver();
      lab.connect(sender, next);
      lab.send(sender, round, 64);
      assertThat(lab.receive(next, 1).numbers()).containsExactly((long) round);
      first = next;
    }
  }

  @Rule("Q-5")
  default void aSenderThatComesBackIsHeardAgain(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    for (int round = 1; round < 5; round++) {
      Sender sender = lab.sender();
      lab.send(sender, round, 64);
      assertThat(lab.receive(receiver, 1).numbers()).containsExactly((long) round);
      sender.close();
    }
  }

  @Rule("Q-6")
  default void aSecondReceiverIsRefusedAndTheHolderNamed(Lab lab) throws Exception {
    Receiver holder = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, holder);
    String name = sender.peers().stream().map(PeerInfo::name).findFirst().orElseThrow();
    assertThat(Refusal.of(ErrorIds.RECEIVER_EXISTS, lab::receiver)).contains(name);
    lab.send(sender, 1, 64);
    assertThat(lab.receive(holder, 1).numbers()).containsExactly(1L);
  }

  @Rule("Q-7")
  default void withoutReceiverNothingIsTaken(Lab lab) throws Exception {
    Sender alone = lab.sender();
    assertThat(alone.isConnected()).isFalse();
    assertThat(alone.trySend(Payload.of(1, 64))).isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(alone.tryLoan(64)).as("a loan without receiver").isNull();
    assertThat(alone.stats().notConnected()).isEqualTo(2);
    Duration brief = Duration.ofMillis(20);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> alone.send(Payload.bytes(2, 64), brief)))
        .contains("a receiver")
        .contains("channel=" + Lab.CHANNEL);
    assertThat(alone.stats().sent()).isZero();
    alone.close();
    Receiver receiver = lab.receiver();
    Sender left = lab.sender();
    lab.connect(left, receiver);
    receiver.close();
    lab.awaitRefusal(left);
    assertThat(left.trySend(Payload.of(3, 64))).isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(left.stats().sent()).isZero();
  }

  @Rule("Q-8")
  default void aFullChannelRefusesAndDeliversAllThatItTook(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    long refused = lab.fill(sender, 0, 200);
    assertThat(refused).as("messages taken by a channel of 64 KiB").isGreaterThan(10);
    assertThat(sender.stats().backPressured()).isEqualTo(1);
    Inbox inbox = lab.receive(receiver, Math.toIntExact(refused));
    lab.send(sender, -1, 200);
    lab.receive(receiver, Math.toIntExact(refused) + 1, inbox);
    for (int i = 0; i < refused; i++) {
      Payload.requireWhole(inbox.messages().get(i), i, 200);
    }
    assertThat(Payload.number(inbox.messages().getLast())).as("what comes next").isEqualTo(-1);
    assertThat(inbox.gaps()).isEmpty();
  }

  @Rule("Q-9")
  default void offeringNeverBlocks(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    long refused = lab.fill(sender, 0, 1000);
    assertThat(sender.trySend(Payload.of(refused, 1000))).isEqualTo(SendResult.BACK_PRESSURED);
    assertThat(lab.receive(receiver, Math.toIntExact(refused)).size()).isEqualTo(refused);
  }
}
