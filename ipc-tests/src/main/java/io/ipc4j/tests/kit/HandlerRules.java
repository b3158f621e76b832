package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipc4j.channel.Message;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Receiving: in place, one by one, each message once. */
public interface HandlerRules {
  @Rule("H-1")
  default void messagesStartAtMultiplesOfEight(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    List<Long> offsets = new ArrayList<>();
    for (int length = 0; length < 50; length++) {
      lab.send(sender, length, length);
      try (var loan = sender.loan(length, lab.patience())) {
        assertThat(loan.offset() % 8).as("offset of a loan").isZero();
        assertThat(loan.length()).isEqualTo(length);
      }
    }
    lab.send(sender, 50, Lab.MAX_MESSAGE);
    while (offsets.size() < 51) {
      receiver.poll((memory, offset, length) -> offsets.add(offset), 51, lab.patience());
    }
    assertThat(offsets).allMatch(offset -> offset % 8 == 0, "is a multiple of 8");
  }

  @Rule("H-2")
  default void aMessageIsConsumedWhenItsHandlerThrows(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int i = 0; i < 3; i++) {
      lab.send(sender, i, 64);
    }
    IllegalStateException failure = new IllegalStateException("thrown by a handler");
    MessageHandler thrower =
        (memory, offset, length) -> {
          throw failure;
        };
    assertThat(catchThrowable(() -> receiver.poll(thrower, 2, lab.patience()))).isSameAs(failure);
    assertThat(lab.receive(receiver, 2).numbers()).containsExactly(1L, 2L);
  }

  @Rule("H-3")
  default void noMoreAreHandedOutThanAskedFor(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int i = 0; i < 10; i++) {
      lab.send(sender, i, 64);
    }
    Inbox inbox = new Inbox();
    while (inbox.size() < 10) {
      int before = inbox.size();
      int handled = receiver.poll(inbox, 3, lab.patience());
      assertThat(handled).as("handled of at most 3").isBetween(1, 3);
      assertThat(inbox.size() - before).as("what the poll says it handled").isEqualTo(handled);
    }
    assertThat(inbox.numbers()).doesNotHaveDuplicates().isSorted();
    assertThat(Refusal.of(ErrorIds.BAD_VALUE, () -> receiver.poll(inbox, 0))).contains("limit=0");
  }

  @Rule("H-4")
  default void aMessageStaysAsItIsWhileItIsHandled(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int round = 0; round < 5; round++) {
      long first = round * 10_000L;
      lab.send(sender, first, 320);
      List<byte[]> handled = new ArrayList<>();
      while (handled.isEmpty()) {
        receiver.poll(
            (memory, offset, length) -> {
              lab.fill(sender, first + 1, 320);
              handled.add(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
            },
            1,
            lab.patience());
      }
      Payload.requireWhole(handled.getFirst(), first, 320);
      lab.send(sender, -1, 8, () -> receiver.poll(new Inbox(), 100));
      drainUntil(lab, receiver, -1);
    }
  }

  private static void drainUntil(Lab lab, Receiver receiver, long number)
      throws InterruptedException {
    while (receiver.receive(lab.patience()).memory().get(ValueLayout.JAVA_LONG_UNALIGNED, 0)
        != number) {
      Thread.onSpinWait();
    }
  }

  @Rule("H-5")
  default void whatIsReceivedIsACopyToKeep(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    lab.send(sender, 1, 500);
    Message kept = receiver.receive(lab.patience());
    for (int i = 0; i < 1000; i++) {
      lab.send(sender, 2, 500);
      receiver.receive(lab.patience());
    }
    receiver.close();
    Payload.requireWhole(kept.toByteArray(), 1, 500);
    assertThat(kept.memory().isReadOnly()).isTrue();
    assertThat(kept.lost()).isZero();
    assertThat(kept.redelivered()).isFalse();
  }

  @Rule("H-6")
  default void receivingInVainEndsAndSaysForWhat(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Duration brief = Duration.ofMillis(20);
    assertThat(receiver.tryReceive()).isNull();
    assertThat(receiver.poll(new Inbox(), 1)).isZero();
    assertThat(receiver.poll(new Inbox(), 1, brief)).isZero();
    assertThat(Refusal.of(ErrorIds.TIMEOUT, () -> receiver.receive(brief)))
        .contains("a message")
        .contains("channel=" + Lab.CHANNEL)
        .contains("namespace=" + lab.namespace());
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    lab.send(sender, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
  }

  @Rule("H-7")
  default void everyMessageIsCountedOnBothSides(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    long refused = sender.stats().notConnected();
    lab.send(sender, 1, 100);
    lab.send(sender, 2, 0);
    lab.send(sender, 3, Lab.MAX_MESSAGE, () -> receiver.poll(new Inbox(), 10));
    assertThat(sender.trySend(Payload.of(4, 10))).isIn(SendResult.SENT, SendResult.BACK_PRESSURED);
    long sent = sender.stats().sent();
    lab.await(
        "all are received",
        () -> receiver.poll(new Inbox(), 10) >= 0 && receiver.stats().received() == sent);
    assertThat(receiver.stats().bytes()).isEqualTo(sender.stats().bytes());
    assertThat(sender.stats().bytes()).isEqualTo(100 + Lab.MAX_MESSAGE + (sent - 3) * 10);
    assertThat(sender.stats().notConnected()).isEqualTo(refused);
    assertThat(receiver.stats().linksUp()).isEqualTo(1);
    assertThat(receiver.channel()).isEqualTo(Lab.CHANNEL);
    assertThat(receiver.transport()).isEqualTo(lab.transport().name());
  }
}
