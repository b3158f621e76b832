package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.spi.Trait;
import java.time.Duration;

/** Policies: what becomes of a message that there is no room for. */
public interface PolicyRules {
  @Rule("P-1")
  default void aBlockedSendGoesOnWhenThereIsRoom(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int taken = Math.toIntExact(lab.fill(sender, 0, 104));
    Task<SendResult> blocked = lab.start("send", () -> sender.send(Payload.bytes(taken, 104)));
    lab.awaitInside(blocked, "send");
    assertThat(blocked.isDone()).as("sent before there was room").isFalse();
    Inbox inbox = lab.receive(receiver, taken + 1);
    assertThat(blocked.get()).isEqualTo(SendResult.SENT);
    for (int i = 0; i <= taken; i++) {
      Payload.requireWhole(inbox.messages().get(i), i, 104);
    }
  }

  @Rule("P-2")
  default void aDeadlineThatPassesIsNamedAndNothingIsSent(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int taken = Math.toIntExact(lab.fill(sender, 0, 64));
    Duration brief = Duration.ofMillis(20);
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> sender.send(Payload.bytes(taken, 64), brief)))
        .contains("room")
        .contains("20ms")
        .contains("channel=" + Lab.CHANNEL)
        .contains("transport=" + lab.transport().name())
        .contains("namespace=" + lab.namespace());
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> sender.loan(64, brief).close())).contains("room");
    Inbox inbox = lab.receive(receiver, taken);
    lab.send(sender, -1, 64);
    lab.receive(receiver, taken + 1, inbox);
    assertThat(inbox.numbers()).as("the last").endsWith(taken - 1L, -1L);
    assertThat(inbox.gaps()).isEmpty();
  }

  @Rule("P-3")
  default void failReturnsAtOnce(Lab lab) throws Exception {
    lab.setChannel("policy", "fail");
    lab.set("ipc.channel.nobody.policy", "fail");
    Sender alone = lab.session().sender("nobody");
    assertThat(alone.send(Payload.bytes(0, 64))).isEqualTo(SendResult.NOT_CONNECTED);
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int taken = Math.toIntExact(lab.fill(sender, 0, 64));
    assertThat(sender.send(Payload.bytes(taken, 64))).isEqualTo(SendResult.BACK_PRESSURED);
    assertThat(sender.stats().backPressured()).isEqualTo(2);
    Inbox inbox = lab.receive(receiver, taken);
    lab.awaitRoom(sender, 64);
    assertThat(sender.trySend(Payload.of(-1, 64))).isEqualTo(SendResult.SENT);
    lab.receive(receiver, taken + 1, inbox);
    assertThat(inbox.numbers()).endsWith(taken - 1L, -1L);
    assertThat(inbox.gaps()).isEmpty();
  }

  @Rule("P-4")
  default void dropNewestTellsHowManyBeforeTheNext(Lab lab) throws Exception {
    lab.setChannel("policy", "drop-newest");
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int taken = Math.toIntExact(lab.fill(sender, 0, 64));
    for (int i = 0; i < 4; i++) {
      assertThat(sender.send(Payload.bytes(1000, 64))).isEqualTo(SendResult.DROPPED);
    }
    assertThat(sender.tryLoan(64)).isNull();
    assertThat(sender.stats().dropped()).isEqualTo(6);
    Inbox inbox = lab.receive(receiver, taken);
    assertThat(inbox.gaps()).isEmpty();
    lab.awaitRoom(sender, 64);
    assertThat(sender.trySend(Payload.of(-1, 64))).isEqualTo(SendResult.SENT);
    lab.receive(receiver, taken + 1, inbox);
    assertThat(inbox.gaps()).containsExactly(new Inbox.Gap(taken, 6));
    assertThat(inbox.numbers()).endsWith(taken - 1L, -1L);
    assertThat(receiver.stats().lost()).isEqualTo(6);
    assertThat(sender.trySend(Payload.of(-2, 64))).isEqualTo(SendResult.SENT);
    lab.receive(receiver, taken + 2, inbox);
    assertThat(inbox.gaps()).as("told once").hasSize(1);
  }

  @Rule("P-5")
  default void aCopyKeepsTheGapBeforeIt(Lab lab) throws Exception {
    lab.setChannel("policy", "drop-newest");
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int taken = Math.toIntExact(lab.fill(sender, 0, 64));
    lab.receive(receiver, taken);
    lab.awaitRoom(sender, 64);
    lab.send(sender, -1, 64);
    assertThat(receiver.receive(lab.patience()).lost()).isEqualTo(1);
    lab.send(sender, -2, 64);
    assertThat(receiver.receive(lab.patience()).lost()).isZero();
  }

  @Rule(value = "P-6", needs = Trait.OVERWRITE)
  default void dropOldestKeepsTheNewestAndCountsTheRest(Lab lab) throws Exception {
    lab.setChannel("policy", "drop-oldest");
    int sent = 5000;
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int i = 0; i < sent; i++) {
      assertThat(sender.trySend(Payload.of(i, 64))).isEqualTo(SendResult.SENT);
    }
    Inbox inbox = new Inbox();
    lab.await(
        "the newest arrives", () -> receiver.poll(inbox, 10) >= 0 && inbox.endsWith(sent - 1));
    inbox.requireAccounted(sent, 64);
    assertThat(inbox.size()).as("messages kept by 64 KiB").isGreaterThan(100);
    assertThat(inbox.gaps()).as("what precedes the first message kept").isNotEmpty();
    assertThat(receiver.stats().lost()).isEqualTo(inbox.lost());
    assertThat(sender.stats().dropped()).isEqualTo(inbox.lost());
  }

  @Rule(value = "P-7", needs = Trait.OVERWRITE)
  default void whatIsOverwrittenWhileItIsReadIsNeverTorn(Lab lab) throws Exception {
    lab.setChannel("policy", "drop-oldest");
    int sent = 300;
    int length = 20_000;
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    Task<Void> sending =
        lab.start(
            "sender",
            () -> {
              for (int i = 0; i < sent; i++) {
                assertThat(sender.trySend(Payload.of(i, length))).isEqualTo(SendResult.SENT);
              }
              return null;
            });
    Inbox inbox = new Inbox();
    lab.await("the newest arrives", () -> receiver.poll(inbox, 1) >= 0 && inbox.endsWith(sent - 1));
    sending.get();
    inbox.requireAccounted(sent, length);
    assertThat(receiver.stats().incomplete()).as("counted as incomplete too").isZero();
  }
}
