package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What one thread is guessed to be doing. */
final class TurnTest {
  /** More than a poll is patient for, and more than makes a streak. */
  private static final int MANY = 1000;

  private final Turn turn = Turn.mine();

  @Test
  void whoHasJustSentExpectsAnAnswerForAWhile() {
    turn.received(1);
    assertThat(turn.sent()).as("talking").isTrue();
    assertThat(turn.expectsAnswer()).isTrue();
    int patience = 0;
    while (turn.expectsAnswer()) {
      assertThat(++patience).isLessThan(MANY);
    }
    turn.sent();
    assertThat(turn.expectsAnswer()).as("after another send").isTrue();
  }

  @Test
  void whoStreamsExpectsNone() {
    for (int i = 0; i < MANY; i++) {
      turn.sent();
    }
    assertThat(turn.sent()).as("talking").isFalse();
    assertThat(turn.expectsAnswer()).isFalse();
    turn.received(1);
    assertThat(turn.sent()).as("talking again").isTrue();
  }

  @Test
  void aTurnIsItsThreads() throws InterruptedException {
    assertThat(turn.isMine()).isTrue();
    boolean[] others = {true};
    Thread other = Thread.ofPlatform().start(() -> others[0] = turn.isMine());
    other.join();
    assertThat(others[0]).isFalse();
  }
}
