package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.spi.Trait;
import java.util.stream.LongStream;

/** Queues whose one receiver acknowledges what it has handled. */
public interface AcknowledgedRules {
  @Rule(value = "D-1", needs = Trait.ACKNOWLEDGED)
  default void whatIsNotAcknowledgedComesToTheNextReceiverInOrder(Lab lab) throws Exception {
    lab.setChannel("delivery", "acknowledged");
    Receiver leaving = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, leaving);
    for (int i = 0; i < 20; i++) {
      lab.send(sender, i, 100);
    }
    assertThat(lab.receive(leaving, 5).numbers())
        .isEqualTo(LongStream.range(0, 5).boxed().toList());
    leaving.close();
    lab.await("what is in doubt is counted", () -> sender.stats().inDoubt() == 15);
    Receiver next = lab.receiver();
    Worked worked = new Worked(15);
    lab.await(
        "all of it comes to the next",
        () -> next.poll(worked.of(next), 4) >= 0 && worked.isEnough());
    assertThat(worked.numbers()).isEqualTo(LongStream.range(5, 20).boxed().toList());
    assertThat(worked.repeated()).as("flagged").isEqualTo(15);
    assertThat(sender.stats().inDoubt()).isZero();
    lab.send(sender, 20, 100);
    lab.await("the next message", () -> next.poll(worked.of(next), 1) == 1);
    assertThat(worked.repeated()).as("flagged").isEqualTo(15);
  }

  @Rule(value = "D-2", needs = Trait.ACKNOWLEDGED)
  default void acknowledgedMessagesArriveInOrderEachOnce(Lab lab) throws Exception {
    lab.setChannel("delivery", "acknowledged");
    int count = 1000;
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    Task<Void> sending =
        lab.start(
            "sender",
            () -> {
              for (int i = 0; i < count; i++) {
                lab.send(sender, i, length(i));
              }
              sender.close();
              return null;
            });
    Inbox inbox = lab.receive(receiver, count);
    sending.get();
    for (int i = 0; i < count; i++) {
      Payload.requireWhole(inbox.messages().get(i), i, length(i));
    }
    lab.await("the end is known", () -> receiver.poll(inbox, 1) == 0 && receiver.isDrained());
    assertThat(inbox.size()).isEqualTo(count);
    assertThat(sender.stats().inDoubt()).isZero();
    assertThat(receiver.stats().redelivered()).isZero();
  }

  private static int length(int number) {
    return number % 250 == 7 ? Lab.MAX_MESSAGE - number : 8 + number % 100;
  }
}
