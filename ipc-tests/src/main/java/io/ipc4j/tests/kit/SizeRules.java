package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** Sizes: every one from nothing to the limit, fixed ones, and what is beyond. */
public interface SizeRules {
  private static List<Integer> sizes() {
    NavigableSet<Integer> sizes =
        new TreeSet<>(List.of(0, 1, 7, 8, 9, 63, 64, 65, Lab.MAX_MESSAGE));
    for (int power = 4; power < Lab.MAX_MESSAGE; power *= 2) {
      sizes.addAll(List.of(power - 1, power, power + 1));
    }
    new Random(2025).ints(40, 0, Lab.MAX_MESSAGE).forEach(sizes::add);
    return new ArrayList<>(sizes);
  }

  @Rule("S-1")
  default void everySizeArrivesWhole(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    List<Integer> sizes = sizes();
    Task<Void> sending =
        lab.start(
            "sender",
            () -> {
              for (int size : sizes) {
                lab.send(sender, size, size);
              }
              return null;
            });
    Inbox inbox = lab.receive(receiver, sizes.size());
    sending.get();
    for (int i = 0; i < sizes.size(); i++) {
      Payload.requireWhole(inbox.messages().get(i), sizes.get(i), sizes.get(i));
    }
  }

  @Rule("S-2")
  default void whatIsLargerThanTheLimitIsRefused(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    MemorySegment tooLarge = MemorySegment.ofArray(new byte[Lab.MAX_MESSAGE + 1]);
    for (Offer offer : offers(sender, tooLarge)) {
      assertThat(Refusal.of(ErrorIds.MESSAGE_TOO_LARGE, offer::make))
          .contains(Integer.toString(Lab.MAX_MESSAGE))
          .contains("ipc.channel.c.max-message-size");
    }
    lab.send(sender, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
    assertThat(sender.stats().sent()).isEqualTo(1);
  }

  /** One way of sending. */
  interface Offer {
    /**
     * Sends.
     *
     * @throws InterruptedException if the test is ended
     */
    void make() throws InterruptedException;
  }

  private static List<Offer> offers(Sender sender, MemorySegment message) {
    byte[] array = new byte[Math.toIntExact(message.byteSize())];
    return List.of(
        () -> sender.trySend(message),
        () -> sender.trySend(array),
        () -> sender.send(message, 0, message.byteSize()),
        () -> sender.send(array),
        () -> sender.tryLoan(message.byteSize()));
  }

  @Rule("S-3")
  default void aFixedSizeIsTheOnlyOne(Lab lab) throws Exception {
    lab.setChannel("fixed-size", "24");
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.send(sender, 1, 24);
    for (int length : new int[] {0, 23, 25, 48}) {
      for (Offer offer : offers(sender, MemorySegment.ofArray(new byte[length]))) {
        assertThat(Refusal.of(ErrorIds.MESSAGE_SIZE, offer::make)).contains("24");
      }
    }
    lab.send(sender, 2, 24);
    assertThat(lab.receive(receiver, 2).numbers()).containsExactly(1L, 2L);
  }

  @Rule("S-4")
  default void largeMessagesOfManySendersDoNotMix(Lab lab) throws Exception {
    int senders = 4;
    int each = 5;
    Receiver receiver = lab.receiver();
    List<Sender> opened = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      opened.add(lab.sender());
      lab.connect(opened.getLast(), receiver); // else one may be done before the next comes
    }
    List<Task<Void>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int first = s * 1000;
      Sender sender = opened.get(s);
      sending.add(
          lab.start(
              "sender-" + s,
              () -> {
                for (int i = 0; i < each; i++) {
                  lab.send(sender, first + i, Lab.MAX_MESSAGE - first - i);
                }
                return null;
              }));
    }
    Inbox inbox = lab.receive(receiver, senders * each);
    for (Task<Void> task : sending) {
      task.get();
    }
    for (byte[] message : inbox.messages()) {
      long number = Payload.number(message);
      Payload.requireWhole(message, number, Lab.MAX_MESSAGE - (int) number);
    }
    assertThat(inbox.numbers()).doesNotHaveDuplicates();
  }

  @Rule("S-5")
  default void everyKindOfMemoryCanBeSent(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = Payload.bytes(7, 100);
      MemorySegment nativeSegment = arena.allocate(200);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, nativeSegment, 3, 100);
      byte[] larger = new byte[200];
      System.arraycopy(bytes, 0, larger, 50, 100);
      assertThat(sender.trySend(nativeSegment, 3, 100)).isEqualTo(SendResult.SENT);
      assertThat(sender.trySend(MemorySegment.ofArray(larger), 50, 100)).isEqualTo(SendResult.SENT);
      assertThat(sender.trySend(larger, 50, 100)).isEqualTo(SendResult.SENT);
      assertThat(sender.trySend(bytes)).isEqualTo(SendResult.SENT);
      var buffer = nativeSegment.asByteBuffer().position(3).limit(103);
      assertThat(sender.trySend(buffer)).isEqualTo(SendResult.SENT);
      assertThat(buffer.remaining()).as("left in the buffer").isZero();
    }
    for (byte[] message : lab.receive(receiver, 5).messages()) {
      Payload.requireWhole(message, 7, 100);
    }
  }
}
