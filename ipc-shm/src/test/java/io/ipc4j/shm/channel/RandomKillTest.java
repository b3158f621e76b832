package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.shm.process.Await;
import io.ipc4j.shm.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes killed at any moment: nothing acknowledged is lost, corrupt, or twice unmarked.
 *
 * <p>The system property {@code ipc.test.kills} says how many.
 */
@Timeout(3 * 3600)
final class RandomKillTest {
  private static final int KILLS = Integer.getInteger("ipc.test.kills", 12);
  private static final String CHANNEL = "kill";

  private final Path directory;
  private final Random random = new Random(20);

  RandomKillTest(@TempDir Path directory) {
    this.directory = directory.resolve("shm");
  }

  private Child child(String role, long first) {
    return Child.start(
        Peer.class, directory.toString(), CHANNEL, role, Long.toString(first), "1000000000");
  }

  @Test
  void receiversKilledAtAnyMomentLoseNothing() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong sent = new AtomicLong();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<String> handled = new ArrayList<>();
    try (Ipc ipc = Ipc.open(Peer.config(directory))) {
      Sender sender = ipc.sender(CHANNEL);
      Thread sending = Thread.ofPlatform().start(() -> send(sender, sent, stop, failure));
      for (int i = 0; i < KILLS; i++) {
        try (Child receiver = child("receive", 0)) {
          int messages = 1 + random.nextInt(2_000);
          receiver.hear("ready");
          for (int heard = 0; heard < messages; heard++) {
            handled.add(receiver.hearAny());
          }
          handled.addAll(receiver.killAndHearRest());
        }
      }
      stop.set(true);
      drain(ipc, sending, handled);
    }
    assertThat(failure.get()).isNull();
    checkReceived(handled, sent.get());
  }

  private static void send(
      Sender sender, AtomicLong sent, AtomicBoolean stop, AtomicReference<@Nullable Throwable> to) {
    try {
      while (!stop.get()) {
        if (sender.trySend(Peer.message(sent.get())) == SendResult.SENT) {
          sent.incrementAndGet();
        }
      }
    } catch (RuntimeException e) {
      to.set(e);
    }
  }

  private static void drain(Ipc ipc, Thread sending, List<String> handled)
      throws InterruptedException {
    sending.join();
    Receiver last = ipc.receiver(CHANNEL);
    Await.until(
        "the lane is empty",
        () ->
            last.poll(
                    (memory, offset, length) ->
                        handled.add(
                            (last.isRedelivered() ? "again " : "got ")
                                + Peer.number(memory, offset, length)),
                    1_000_000)
                == 0);
  }

  /** In order, without a hole; what comes twice comes marked, once a kill at most. */
  private static void checkReceived(List<String> handled, long sent) {
    long next = 0;
    int again = 0;
    for (String line : handled) {
      long number = Long.parseLong(line.substring(line.indexOf(' ') + 1));
      if (line.startsWith("again")) {
        assertThat(number).isBetween(next - 1, next);
        again++;
      } else {
        assertThat(number).as("after %d messages handled twice", again).isEqualTo(next);
      }
      next = number + 1;
    }
    assertThat(next).isEqualTo(sent);
    assertThat(again).isLessThanOrEqualTo(KILLS);
  }

  @Test
  void sendersKilledAtAnyMomentLoseNothingThatTheyWereToldIsSent() throws InterruptedException {
    long first = 0;
    try (Ipc ipc = Ipc.open(Peer.config(directory))) {
      Receiver receiver = ipc.receiver(CHANNEL);
      for (int i = 0; i < KILLS; i++) {
        List<Long> got = new ArrayList<>();
        long acknowledged = killSender(receiver, first, 1 + random.nextInt(2_000), got);
        Await.until("its lane is dropped", () -> poll(receiver, got) == 0 && receiver.isDrained());
        for (int j = 0; j < got.size(); j++) {
          assertThat(got.get(j)).isEqualTo(first + j);
        }
        assertThat(first + got.size() - 1).isBetween(acknowledged, acknowledged + 1);
        first += got.size();
      }
      assertThat(receiver.stats().linksLost()).isEqualTo(KILLS);
    }
  }

  private long killSender(Receiver receiver, long first, int messages, List<Long> got)
      throws InterruptedException {
    try (Child sender = child("flood", first)) {
      String last = "";
      for (int heard = 0; heard < messages; heard++) {
        while (!sender.hasSaidMore()) {
          int ignored =
              receiver.poll(
                  (memory, offset, length) -> got.add(Peer.number(memory, offset, length)),
                  1_000,
                  Duration.ofMillis(1));
        }
        last = sender.hearAny();
      }
      List<String> rest = sender.killAndHearRest();
      last = rest.isEmpty() ? last : rest.getLast();
      return Long.parseLong(last.substring("sent ".length()));
    }
  }

  private static int poll(Receiver receiver, List<Long> got) {
    return receiver.poll(
        (memory, offset, length) -> got.add(Peer.number(memory, offset, length)), 1_000);
  }
}
