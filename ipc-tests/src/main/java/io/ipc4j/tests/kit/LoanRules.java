package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.spi.Trait;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Loans: written in place, seen when committed, never seen otherwise. */
public interface LoanRules {
  private static void write(Loan loan, long number) {
    byte[] bytes = Payload.bytes(number, Math.toIntExact(loan.length()));
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, loan.memory(), loan.offset(), bytes.length);
  }

  @Rule("N-1")
  default void whatIsWrittenInPlaceArrives(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int[] lengths = {64, 0, 1, 1000, 64};
    for (int length : lengths) {
      try (Loan loan = sender.loan(length, lab.patience())) {
        assertThat(loan.segment().byteSize()).isEqualTo(length);
        write(loan, length);
        assertThat(loan.commit()).isEqualTo(SendResult.SENT);
      }
    }
    Inbox inbox = lab.receive(receiver, lengths.length);
    for (int i = 0; i < lengths.length; i++) {
      Payload.requireWhole(inbox.messages().get(i), lengths[i], lengths[i]);
    }
    assertThat(sender.stats().sent()).isEqualTo(lengths.length);
    assertThat(sender.stats().bytes()).isEqualTo(1129);
  }

  @Rule("N-2")
  default void aLargeLoanArrivesWhole(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    try (Loan loan = sender.loan(Lab.MAX_MESSAGE, lab.patience())) {
      write(loan, 5);
      assertThat(loan.commit()).isEqualTo(SendResult.SENT);
    }
    Payload.requireWhole(lab.receive(receiver, 1).messages().getFirst(), 5, Lab.MAX_MESSAGE);
  }

  @Rule("N-3")
  default void aLoanThatIsClosedIsNeverSeen(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    for (int length : new int[] {0, 64, 3000, Lab.MAX_MESSAGE}) {
      try (Loan loan = sender.loan(length, lab.patience())) {
        write(loan, -1);
      }
    }
    lab.send(sender, 1, 64);
    assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
    assertThat(receiver.tryReceive()).isNull();
    assertThat(sender.stats().sent()).isEqualTo(1);
  }

  @Rule("N-4")
  default void nothingIsSeenBeforeItIsCommitted(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    lab.send(sender, 1, 64);
    try (Loan loan = sender.loan(777, lab.patience())) {
      write(loan, 2);
      assertThat(lab.receive(receiver, 1).numbers()).containsExactly(1L);
      for (int i = 0; i < 100; i++) {
        assertThat(receiver.tryReceive()).as("a message that is not committed").isNull();
      }
      assertThat(loan.commit()).isEqualTo(SendResult.SENT);
    }
    Payload.requireWhole(lab.receive(receiver, 1).messages().getFirst(), 2, 777);
  }

  @Rule("N-5")
  default void oneLoanIsOpenAtATime(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    Loan loan = sender.loan(64, lab.patience());
    Refusal.of(ErrorIds.LOAN_OPEN, () -> sender.tryLoan(64));
    Refusal.of(ErrorIds.LOAN_OPEN, () -> sender.loan(64, lab.patience()));
    Refusal.of(ErrorIds.LOAN_OPEN, () -> sender.trySend(Payload.of(9, 64)));
    Refusal.of(ErrorIds.LOAN_OPEN, () -> sender.send(Payload.bytes(9, 64)));
    write(loan, 1);
    assertThat(loan.commit()).isEqualTo(SendResult.SENT);
    Refusal.of(ErrorIds.LOAN_OPEN, loan::commit);
    loan.close();
    lab.send(sender, 2, 64);
    assertThat(lab.receive(receiver, 2).numbers()).containsExactly(1L, 2L);
  }

  @Rule("N-6")
  default void aLoanNeedsRoom(Lab lab) throws Exception {
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int taken = Math.toIntExact(lab.fill(sender, 0, 56));
    assertThat(sender.tryLoan(56)).as("a loan without room").isNull();
    Task<SendResult> blocked =
        lab.start(
            "loan",
            () -> {
              try (Loan loan = sender.loan(56, lab.patience())) {
                write(loan, -1);
                return loan.commit();
              }
            });
    lab.awaitInside(blocked, "loan");
    Inbox inbox = lab.receive(receiver, taken + 1);
    assertThat(blocked.get()).isEqualTo(SendResult.SENT);
    assertThat(inbox.numbers()).endsWith(taken - 1L, -1L);
  }

  @Rule(value = "N-7", needs = Trait.POOL)
  default void whatIsUnreadInThePoolStaysWhole(Lab lab) throws Exception {
    lab.setChannel("pool", "256KiB");
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int length = 60_000;
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 3; i++) {
        Loan lent = sender.tryLoan(length);
        try (Loan loan = Objects.requireNonNull(lent, "a loan while others are unread")) {
          write(loan, round * 10 + i);
          assertThat(loan.commit()).isEqualTo(SendResult.SENT);
        }
      }
      Inbox inbox = lab.receive(receiver, 3);
      for (int i = 0; i < 3; i++) {
        Payload.requireWhole(inbox.messages().get(i), round * 10 + i, length);
      }
    }
  }

  @Rule(value = "N-8", needs = Trait.POOL)
  default void whatThePoolHasLentComesBack(Lab lab) throws Exception {
    lab.setChannel("pool", "256KiB");
    Receiver receiver = lab.receiver();
    Sender sender = lab.sender();
    lab.connect(sender, receiver);
    int length = 200_000;
    for (int round = 0; round < 10; round++) {
      try (Loan loan = sender.loan(length, lab.patience())) {
        write(loan, -1);
      }
      try (Loan loan = sender.loan(length, lab.patience())) {
        write(loan, round);
        assertThat(loan.commit()).isEqualTo(SendResult.SENT);
      }
      Payload.requireWhole(lab.receive(receiver, 1).messages().getFirst(), round, length);
    }
    assertThat(sender.stats().sent()).isEqualTo(10);
  }
}
