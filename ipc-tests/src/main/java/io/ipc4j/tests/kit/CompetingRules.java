package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.spi.Trait;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Queues whose receivers compete: each message is handled once, by whoever has time. */
public interface CompetingRules {
  /** How many messages a receiver may have unacknowledged, unless a test says otherwise. */
  int WINDOW = 8;

  private static void compete(Lab lab) {
    lab.setChannel("receivers", "competing");
    lab.setChannel("window", Integer.toString(WINDOW));
  }

  /** Whether messages that nobody has begun to handle are neither a sender's nor a receiver's. */
  private static boolean keeps(Lab lab) {
    return lab.has(Trait.UNREAD_SURVIVES);
  }

  /** A receiver on a thread of its own, until the test has what it waits for. */
  private static Task<Void> serve(Lab lab, String name, Receiver receiver, Worked worked) {
    return lab.start(
        name,
        () -> {
          while (!worked.isEnough()) {
            receiver.poll(worked.of(receiver), WINDOW, Duration.ofMillis(20));
          }
          return null;
        });
  }

  @Rule(value = "C-1", needs = Trait.COMPETING)
  default void eachMessageGoesToExactlyOneReceiver(Lab lab) throws Exception {
    compete(lab);
    int senders = 3;
    int each = 400;
    Worked worked = new Worked(senders * each);
    List<Task<Void>> tasks = new ArrayList<>();
    List<Receiver> receivers = List.of(lab.receiver(), lab.receiver(), lab.receiver());
    for (Receiver receiver : receivers) {
      tasks.add(serve(lab, "receiver", receiver, worked));
    }
    for (int s = 0; s < senders; s++) {
      long first = s * 1_000_000L;
      Sender sender = lab.sender();
      tasks.add(
          lab.start(
              "sender",
              () -> {
                for (int i = 0; i < each; i++) {
                  lab.send(sender, first + i, 8 + i % 93);
                }
                return null;
              }));
    }
    for (Task<Void> task : tasks) {
      task.get();
    }
    List<Long> expected = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      LongStream.range(s * 1_000_000L, s * 1_000_000L + each).forEach(expected::add);
    }
    assertThat(worked.numbers())
        .as("handled by anybody")
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(worked.repeated()).isZero();
    for (Receiver receiver : receivers) {
      worked.requireOrdered(receiver);
      assertThat(receiver.tryReceive()).isNull();
    }
  }

  @Rule(value = "C-2", needs = Trait.COMPETING)
  default void aSlowReceiverGetsNoMoreThanItsWindow(Lab lab) throws Exception {
    compete(lab);
    Receiver slow = lab.receiver();
    Receiver fast = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, slow, fast);
    int count = 200;
    Inbox done = new Inbox();
    for (int i = 0; i < count; i++) {
      lab.send(sender, i, 64, () -> fast.poll(done, 1));
    }
    int most = WINDOW;
    lab.await(
        "all but a window is handled by who has time",
        () -> fast.poll(done, 10) >= 0 && done.size() >= count - most);
    // Where messages stay in one place until somebody has time, there may be none left for it.
    Inbox rest = keeps(lab) ? new Inbox() : lab.receive(slow, 1);
    lab.await(
        "the slow one has the rest",
        () -> slow.poll(rest, 1) + fast.poll(done, 1) >= 0 && rest.size() + done.size() == count);
    assertThat(rest.size()).as("of the slow one").isLessThanOrEqualTo(WINDOW);
    List<Long> all = new ArrayList<>(done.numbers());
    all.addAll(rest.numbers());
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
  }

  @Rule(value = "C-3", needs = Trait.COMPETING)
  default void whatAReceiverHasNotHandledComesBackFlagged(Lab lab) throws Exception {
    compete(lab);
    Receiver leaving = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, leaving);
    for (int i = 0; i < WINDOW; i++) {
      assertThat(sender.trySend(Payload.of(i, 100))).isEqualTo(SendResult.SENT);
    }
    assertThat(lab.receive(leaving, 3).numbers()).containsExactly(0L, 1L, 2L);
    leaving.close();
    Receiver next = lab.receiver();
    int left = WINDOW - 3;
    Worked worked = new Worked(left);
    lab.await(
        "the share of the one that left comes to the next",
        () -> next.poll(worked.of(next), 2) >= 0 && worked.isEnough());
    assertThat(worked.numbers()).isEqualTo(LongStream.range(3, WINDOW).boxed().toList());
    int flagged = keeps(lab) ? 0 : left;
    assertThat(worked.repeated()).as("flagged").isEqualTo(flagged);
    assertThat(next.stats().redelivered()).isEqualTo(flagged);
    lab.send(sender, WINDOW, 100);
    lab.await("the next message", () -> next.poll(worked.of(next), 1) == 1);
    assertThat(worked.numbers().getLast()).isEqualTo(WINDOW);
    assertThat(worked.repeated()).as("flagged").isEqualTo(flagged);
    assertThat(sender.stats().redelivered()).isEqualTo(flagged);
    assertThat(sender.stats().inDoubt()).isZero();
  }

  @Rule(value = "C-4", needs = Trait.COMPETING)
  default void aReceiverThatComesLateGetsItsShare(Lab lab) throws Exception {
    compete(lab);
    Sender sender = lab.sender();
    Receiver early = lab.receiver();
    lab.connect(sender, early);
    Inbox ofEarly = new Inbox();
    for (int i = 0; i < 50; i++) {
      lab.send(sender, i, 64, () -> early.poll(ofEarly, 10));
    }
    Receiver late = lab.receiver();
    Inbox ofLate = new Inbox();
    AtomicInteger sent = new AtomicInteger(50);
    lab.await(
        "the late one gets messages too",
        () -> {
          boolean taken = sender.trySend(Payload.of(sent.get(), 64)) == SendResult.SENT;
          sent.addAndGet(taken ? 1 : 0);
          boolean lateFirst = sent.get() % 2 == 0; // else the other one may take all that there is
          if (lateFirst) {
            late.poll(ofLate, 1);
          }
          early.poll(ofEarly, 1);
          late.poll(ofLate, 1);
          return ofLate.size() >= 20;
        });
    lab.await(
        "all is handled",
        () ->
            early.poll(ofEarly, 9) + late.poll(ofLate, 9) >= 0
                && ofEarly.size() + ofLate.size() == sent.get());
  }

  @Rule(value = "C-5", needs = Trait.COMPETING)
  default void competingReceiversGetLargeMessagesWhole(Lab lab) throws Exception {
    compete(lab);
    int count = 24;
    Worked worked = new Worked(count);
    List<Task<Void>> tasks = new ArrayList<>();
    for (int r = 0; r < 2; r++) {
      tasks.add(serve(lab, "receiver", lab.receiver(), worked));
    }
    Sender sender = lab.sender();
    int[] sizes = {Lab.MAX_MESSAGE, 8, 70_000, 9, Lab.MAX_MESSAGE - 1, 4096};
    for (int i = 0; i < count; i++) {
      byte[] message = Payload.bytes(i, sizes[i % sizes.length]);
      assertThat(sender.send(message, lab.patience())).isEqualTo(SendResult.SENT);
    }
    for (Task<Void> task : tasks) {
      task.get();
    }
    assertThat(worked.numbers())
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
  }

  @Rule(value = "C-6", needs = Trait.COMPETING)
  default void closingWaitsUntilEverythingIsHandled(Lab lab) throws Exception {
    compete(lab);
    Receiver first = lab.receiver();
    Receiver second = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, first, second);
    for (int i = 0; i < 2 * WINDOW; i++) {
      lab.send(sender, i, 100);
    }
    if (!keeps(lab)) {
      assertThat(sender.trySend(Payload.of(-1, 100))).isEqualTo(SendResult.BACK_PRESSURED);
    }
    Task<Void> closing =
        lab.start(
            "close",
            () -> {
              sender.close();
              return null;
            });
    if (keeps(lab)) {
      closing.get();
    } else {
      lab.awaitInside(closing, "close");
    }
    first.close();
    Worked worked = new Worked(2 * WINDOW);
    lab.await(
        "the one that stays handles both shares",
        () -> second.poll(worked.of(second), 1) >= 0 && worked.isEnough());
    closing.get();
    lab.await(
        "the end is known", () -> second.poll(worked.of(second), 1) == 0 && second.isDrained());
    assertThat(worked.numbers())
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 2 * WINDOW).boxed().toList());
    assertThat(sender.stats().inDoubt()).isZero();
  }

  @Rule(value = "C-7", needs = Trait.COMPETING)
  default void competingKnowsThePoliciesButOne(Lab lab) throws Exception {
    compete(lab);
    Receiver receiver = lab.receiver();
    lab.setChannel("policy", "drop-newest");
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    MemorySegment first = Payload.of(0, 100);
    lab.await("the receiver's share is known", () -> sender.trySend(first) == SendResult.SENT);
    long early = sender.stats().dropped();
    int taken = 1;
    while (sender.trySend(Payload.of(taken, 100)) == SendResult.SENT) {
      taken++;
    }
    if (!keeps(lab)) {
      assertThat(taken).isEqualTo(WINDOW);
    }
    for (int i = 1; i < 5; i++) {
      assertThat(sender.trySend(Payload.of(taken + i, 100))).isEqualTo(SendResult.DROPPED);
    }
    Inbox inbox = lab.receive(receiver, taken);
    MemorySegment next = Payload.of(taken + 5, 100);
    lab.await("there is room", () -> sender.trySend(next) == SendResult.SENT);
    lab.receive(receiver, taken + 1, inbox);
    long dropped = sender.stats().dropped();
    assertThat(dropped - early).isGreaterThanOrEqualTo(5);
    assertThat(inbox.gaps().stream().filter(gap -> gap.before() > 0))
        .containsExactly(new Inbox.Gap(taken, dropped - early));
    assertThat(receiver.stats().lost()).isEqualTo(dropped);
    lab.setChannel("policy", "drop-oldest");
    assertThat(Refusal.of(ErrorIds.BAD_VALUE, lab::sender))
        .contains("policy=drop-oldest")
        .contains("receivers=competing");
  }

  @Rule(
      value = "C-8",
      needs = {Trait.COMPETING, Trait.UNREAD_SURVIVES})
  default void aSlowReceiverHasOnlyTheMessageItHandles(Lab lab) throws Exception {
    compete(lab);
    Receiver slow = lab.receiver();
    Receiver fast = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, slow, fast);
    lab.send(sender, 0, 64);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch handling = new CountDownLatch(1);
    Worked worked = new Worked(200);
    Task<Integer> handler =
        lab.start(
            "slow",
            () ->
                slow.poll(
                    (memory, offset, length) -> {
                      handling.countDown();
                      awaitQuietly(goOn);
                      worked.of(slow).onMessage(memory, offset, length);
                    },
                    1));
    handling.await();
    for (int i = 1; i < 200; i++) {
      lab.send(sender, i, 64, () -> fast.poll(worked.of(fast), 2));
    }
    lab.await(
        "all but one is handled",
        () -> fast.poll(worked.of(fast), 10) >= 0 && worked.numbers().size() == 199);
    goOn.countDown();
    assertThat(handler.get()).isEqualTo(1);
    assertThat(worked.numbers())
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 200).boxed().toList());
    assertThat(worked.repeated()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Rule(
      value = "C-9",
      needs = {Trait.COMPETING, Trait.UNREAD_SURVIVES})
  default void whatIsUnreadWaitsForReceiversThatComeLater(Lab lab) throws Exception {
    compete(lab);
    int[] sizes = {100, Lab.MAX_MESSAGE, 0};
    try (Receiver only = lab.receiver();
        Sender sender = lab.sender()) {
      lab.connect(sender, only);
      for (int i = 0; i < 9; i++) {
        byte[] message = Payload.bytes(i, Math.max(sizes[i % 3], 8));
        lab.await("room", () -> sender.trySend(message) == SendResult.SENT || readOne(only));
      }
    }
    Receiver first = lab.receiver();
    Receiver second = lab.receiver();
    Inbox inbox = new Inbox();
    lab.await(
        "all that was unread is there, and then the end",
        () ->
            first.poll(inbox, 1) + second.poll(inbox, 1) == 0
                && first.isDrained()
                && second.isDrained());
    assertThat(inbox.numbers()).isSorted().doesNotHaveDuplicates().endsWith(8L);
    long unread = inbox.numbers().getFirst();
    assertThat(inbox.numbers()).isEqualTo(LongStream.range(unread, 9).boxed().toList());
    for (int i = 0; i < inbox.size(); i++) {
      long number = inbox.numbers().get(i);
      Payload.requireWhole(inbox.messages().get(i), number, Math.max(sizes[(int) number % 3], 8));
    }
  }

  /** Makes room; false, since nothing was sent. */
  private static boolean readOne(Receiver receiver) {
    assertThat(receiver.poll(new Inbox(), 1)).isBetween(0, 1);
    return false;
  }
}
