package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.spi.Trait;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/** Publish and subscribe: everybody who is there gets everything. */
public interface PublishRules {
  @Rule("B-1")
  default void eachSubscriberGetsEverythingInOrder(Lab lab) throws Exception {
    for (int count : new int[] {1, 8}) {
      Publisher publisher = lab.publisher();
      List<Subscriber> subscribers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        subscribers.add(lab.subscriber());
      }
      lab.connect(publisher, subscribers.toArray(Subscriber[]::new));
      assertThat(publisher.subscribers()).isEqualTo(count);
      List<Task<Inbox>> receiving = new ArrayList<>();
      for (Subscriber subscriber : subscribers) {
        receiving.add(lab.start("subscriber", () -> lab.receive(subscriber, 300)));
      }
      for (int i = 0; i < 300; i++) {
        lab.send(publisher, i, i == 150 ? Lab.MAX_MESSAGE : 90);
      }
      for (Task<Inbox> task : receiving) {
        List<byte[]> messages = task.get().messages();
        for (int i = 0; i < 300; i++) {
          Payload.requireWhole(messages.get(i), i, i == 150 ? Lab.MAX_MESSAGE : 90);
        }
      }
      subscribers.forEach(Subscriber::close);
      publisher.close();
    }
  }

  @Rule("B-2")
  default void publishingToNobodyIsCountedAndForgotten(Lab lab) throws Exception {
    Publisher publisher = lab.publisher();
    assertThat(publisher.subscribers()).isZero();
    assertThat(publisher.trySend(Payload.of(1, 64))).isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(publisher.send(Payload.bytes(2, 64))).isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(publisher.send(Payload.bytes(3, 64), lab.patience()))
        .isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(publisher.tryLoan(64)).isNull();
    assertThat(publisher.stats().notConnected()).isEqualTo(4);
    assertThat(publisher.stats().sent()).isZero();
  }

  @Rule("B-3")
  default void whoJoinsLateGetsWhatIsPublishedFromThenOn(Lab lab) throws Exception {
    Publisher publisher = lab.publisher();
    Subscriber early = lab.subscriber();
    lab.connect(publisher, early);
    for (int i = 1; i <= 3; i++) {
      lab.send(publisher, i, 64);
    }
    assertThat(lab.receive(early, 3).numbers()).containsExactly(1L, 2L, 3L);
    Subscriber late = lab.subscriber();
    lab.connect(publisher, early, late);
    for (int i = 4; i <= 6; i++) {
      lab.send(publisher, i, 64);
    }
    assertThat(lab.receive(late, 3).numbers()).containsExactly(4L, 5L, 6L);
    assertThat(lab.receive(early, 3).numbers()).containsExactly(4L, 5L, 6L);
    assertThat(late.stats().lost()).isZero();
  }

  @Rule("B-4")
  default void theSlowestHoldsBackAllOrNothingIsPublished(Lab lab) throws Exception {
    Publisher publisher = lab.publisher();
    Subscriber slow = lab.subscriber();
    Subscriber quick = lab.subscriber();
    lab.connect(publisher, slow, quick);
    Inbox quickly = new Inbox();
    int taken = 0;
    while (publisher.trySend(Payload.of(taken, 80)) == SendResult.SENT) {
      taken++;
      lab.receive(quick, taken, quickly);
      assertThat(taken).as("messages taken that one has not received").isLessThan(100_000);
    }
    assertThat(taken).isGreaterThan(10);
    assertThat(publisher.trySend(Payload.of(taken, 80))).isEqualTo(SendResult.BACK_PRESSURED);
    Inbox slowly = lab.receive(slow, taken);
    lab.send(publisher, -1, 80);
    lab.receive(slow, taken + 1, slowly);
    lab.receive(quick, taken + 1, quickly);
    List<Long> all = new ArrayList<>(LongStream.range(0, taken).boxed().toList());
    all.add(-1L);
    assertThat(slowly.numbers()).isEqualTo(all);
    assertThat(quickly.numbers()).isEqualTo(all);
  }

  @Rule("B-5")
  default void dropNewestDecidesForAllSubscribers(Lab lab) throws Exception {
    lab.setChannel("policy", "drop-newest");
    Publisher publisher = lab.publisher();
    Subscriber slow = lab.subscriber();
    Subscriber quick = lab.subscriber();
    lab.connect(publisher, slow, quick);
    Inbox quickly = new Inbox();
    int taken = 0;
    while (publisher.trySend(Payload.of(taken, 88)) == SendResult.SENT) {
      taken++;
      lab.receive(quick, taken, quickly);
    }
    assertThat(publisher.trySend(Payload.of(taken, 88))).isEqualTo(SendResult.DROPPED);
    Inbox slowly = lab.receive(slow, taken);
    lab.awaitRoom(publisher, 88);
    assertThat(publisher.trySend(Payload.of(-1, 88))).isEqualTo(SendResult.SENT);
    lab.receive(slow, taken + 1, slowly);
    lab.receive(quick, taken + 1, quickly);
    assertThat(slowly.gaps()).containsExactly(new Inbox.Gap(taken, 2));
    assertThat(quickly.gaps()).isEqualTo(slowly.gaps());
    assertThat(quickly.numbers()).isEqualTo(slowly.numbers());
  }

  @Rule(value = "B-6", needs = Trait.OVERWRITE)
  default void dropOldestOverrunsTheSlowAlone(Lab lab) throws Exception {
    lab.setChannel("policy", "drop-oldest");
    int sent = 3000;
    Publisher publisher = lab.publisher();
    Subscriber slow = lab.subscriber();
    Subscriber quick = lab.subscriber();
    lab.connect(publisher, slow, quick);
    Inbox quickly = new Inbox();
    for (int i = 0; i < sent; i++) {
      assertThat(publisher.trySend(Payload.of(i, 2000))).isEqualTo(SendResult.SENT);
      lab.receive(quick, i + 1, quickly);
    }
    assertThat(quickly.gaps()).isEmpty();
    Inbox slowly = new Inbox();
    lab.await("the newest arrives", () -> slow.poll(slowly, 10) >= 0 && slowly.endsWith(sent - 1));
    slowly.requireAccounted(sent, 2000);
    assertThat(slowly.lost()).as("lost by the slow one").isPositive();
    assertThat(slow.stats().lost()).isEqualTo(slowly.lost());
  }

  @Rule("B-7")
  default void severalPublishersReachEachSubscriber(Lab lab) throws Exception {
    List<Publisher> publishers = List.of(lab.publisher(), lab.publisher(), lab.publisher());
    List<Subscriber> subscribers = List.of(lab.subscriber(), lab.subscriber());
    for (Publisher publisher : publishers) {
      lab.connect(publisher, subscribers.toArray(Subscriber[]::new));
    }
    for (int i = 0; i < 50; i++) {
      for (int p = 0; p < publishers.size(); p++) {
        lab.send(publishers.get(p), p * 1000L + i, 64);
      }
    }
    for (Subscriber subscriber : subscribers) {
      List<Long> numbers = lab.receive(subscriber, 150).numbers();
      for (int p = 0; p < publishers.size(); p++) {
        long first = p * 1000L;
        assertThat(numbers.stream().filter(n -> n >= first && n < first + 1000))
            .as("of publisher %d", p)
            .isEqualTo(LongStream.range(first, first + 50).boxed().toList());
      }
    }
  }

  @Rule("B-8")
  default void aSubscriberThatLeavesHoldsNobodyBack(Lab lab) throws Exception {
    Publisher publisher = lab.publisher();
    Subscriber leaving = lab.subscriber();
    Subscriber staying = lab.subscriber();
    lab.connect(publisher, leaving, staying);
    Inbox inbox = new Inbox();
    int taken = 0;
    while (publisher.trySend(Payload.of(taken, 72)) == SendResult.SENT) {
      taken++;
      lab.receive(staying, taken, inbox);
    }
    byte[] next = Payload.bytes(taken, 72);
    Task<SendResult> blocked = lab.start("send", () -> publisher.send(next));
    lab.awaitInside(blocked, "send");
    leaving.close();
    assertThat(blocked.get()).isEqualTo(SendResult.SENT);
    lab.receive(staying, taken + 1, inbox);
    assertThat(inbox.numbers()).isEqualTo(LongStream.rangeClosed(0, taken).boxed().toList());
    assertThat(publisher.subscribers()).isEqualTo(1);
  }

  @Rule(value = "B-9", needs = Trait.OVERWRITE)
  default void dropOldestLosesNothingUncountedWhileALargeMessagePasses(Lab lab) {
    lab.setChannel("policy", "drop-oldest");
    Publisher publisher = lab.publisher();
    Subscriber slow = lab.subscriber();
    lab.connect(publisher, slow);
    long refused = publisher.stats().notConnected();
    long sent = 0;
    for (int i = 0; i < 50; i++) {
      int length = i % 10 == 0 ? Lab.MAX_MESSAGE : 64;
      MemorySegment message = Payload.of(sent, length);
      SendResult result =
          i % 2 == 0 ? publisher.trySend(message) : publishInPlace(publisher, message);
      assertThat(result).isIn(SendResult.SENT, SendResult.BACK_PRESSURED);
      sent += result == SendResult.SENT ? 1 : 0;
    }
    Inbox inbox = new Inbox();
    long last = sent;
    lab.send(publisher, last, 64, () -> slow.poll(inbox, 10));
    lab.await("the newest arrives", () -> slow.poll(inbox, 10) >= 0 && inbox.endsWith(last));
    assertThat(inbox.size() + inbox.lost()).as("received or told as lost").isEqualTo(last + 1);
    assertThat(inbox.numbers()).isSorted().doesNotHaveDuplicates();
    assertThat(publisher.stats().notConnected()).as("not connected").isEqualTo(refused);
  }

  @Rule(value = "B-10", needs = Trait.HISTORY)
  default void whoJoinsLateGetsTheLatestMessages(Lab lab) throws Exception {
    lab.setChannel("history", "3");
    Publisher publisher = lab.publisher();
    for (int i = 1; i <= 5; i++) {
      MemorySegment message = Payload.of(i, 64);
      assertThat(i % 2 == 0 ? publisher.trySend(message) : publishInPlace(publisher, message))
          .as("kept for those who come late")
          .isEqualTo(SendResult.SENT);
    }
    assertThat(publisher.stats().sent()).isEqualTo(5);
    assertThat(publisher.isConnected()).isFalse();
    Subscriber late = lab.subscriber();
    lab.await("it is there", () -> publisher.subscribers() == 1);
    lab.send(publisher, 6, 64);
    Inbox inbox = lab.receive(late, 4);
    assertThat(inbox.numbers()).containsExactly(3L, 4L, 5L, 6L);
    Subscriber later = lab.subscriber();
    lab.await("it is there, too", () -> publisher.subscribers() == 2);
    lab.send(publisher, 7, 64);
    assertThat(lab.receive(later, 4).numbers()).containsExactly(4L, 5L, 6L, 7L);
    lab.receive(late, 5, inbox);
    assertThat(inbox.numbers()).endsWith(6L, 7L);
    assertThat(late.stats().lost() + later.stats().lost()).isZero();
  }

  @Rule(value = "B-11", needs = Trait.HISTORY)
  default void nothingIsMissingBetweenTheLatestMessagesAndWhatFollows(Lab lab) throws Exception {
    lab.setChannel("history", "2");
    Publisher publisher = lab.publisher();
    AtomicBoolean enough = new AtomicBoolean();
    Task<Integer> publishing =
        lab.start(
            "publisher",
            () -> {
              int number = 0;
              for (; !enough.get(); number++) {
                lab.send(publisher, number, lengthOf(number));
              }
              return number;
            });
    for (int i = 0; i < 5; i++) {
      Subscriber subscriber = lab.subscriber();
      List<byte[]> messages = lab.receive(subscriber, 25).messages();
      int first = (int) Payload.number(messages.getFirst());
      for (int m = 0; m < messages.size(); m++) {
        Payload.requireWhole(messages.get(m), first + m, lengthOf(first + m));
      }
      assertThat(subscriber.stats().lost()).isZero();
      assertThat(subscriber.stats().incomplete()).isZero();
      subscriber.close();
    }
    enough.set(true);
    long sent = publishing.get();
    assertThat(publisher.stats().sent()).isEqualTo(sent);
  }

  /** Every tenth is longer than a record. */
  private static int lengthOf(int number) {
    return number % 10 == 7 ? 40_000 : 64;
  }

  private static SendResult publishInPlace(Publisher publisher, MemorySegment message) {
    try (Loan loan = publisher.tryLoan(message.byteSize())) {
      if (loan == null) {
        return SendResult.BACK_PRESSURED;
      }
      MemorySegment.copy(message, 0, loan.memory(), loan.offset(), message.byteSize());
      return loan.commit();
    }
  }
}
