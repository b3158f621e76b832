package io.ipc4j.msg.uds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends the call that was interrupted, and nothing else. */
@Timeout(300)
class InterruptTest {
  private static final int MESSAGES = 20_000;

  @TempDir Path directory;

  @Test
  void bothEndsInterruptedAgainAndAgainLoseNothing() throws InterruptedException {
    Sessions sessions = new Sessions(directory);
    AtomicInteger interrupts = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    try (Ipc ipc = sessions.open("ipc.channel.c.capacity", "4KiB");
        Receiver receiver = ipc.receiver("c");
        Sender sender = ipc.sender("c")) {
      Thread sending = worker(failure, () -> sendAll(sender, interrupts));
      Thread receiving =
          worker(
              failure,
              () -> {
                receiveAll(receiver, interrupts);
                done.set(true);
              });
      while (!done.get() && failure.get() == null) {
        sending.interrupt();
        receiving.interrupt();
        Thread.onSpinWait();
        Thread.yield();
      }
      sending.join();
      receiving.join();
      assertThat(failure.get()).isNull();
      assertThat(interrupts.get()).isPositive();
      assertThat(receiver.stats().linksUp()).isEqualTo(1);
      assertThat(receiver.stats().linksLost()).isZero();
    }
  }

  private static Thread worker(AtomicReference<Throwable> failure, Runnable body) {
    Thread thread =
        new Thread(() -> {
          try {
            body.run();
          } catch (Throwable e) {
            failure.set(e);
          }
        });
    thread.start();
    return thread;
  }

  private static void sendAll(Sender sender, AtomicInteger interrupts) {
    for (int i = 0; i < MESSAGES; ) {
      try {
        byte[] message = ByteBuffer.allocate(64).putInt(i).array();
        assertThat(sender.send(message, Sessions.LONG)).isEqualTo(SendResult.SENT);
        i++;
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
      }
    }
  }

  private static void receiveAll(Receiver receiver, AtomicInteger interrupts) {
    for (int i = 0; i < MESSAGES; ) {
      try {
        byte[] message = receiver.receive(Sessions.LONG).toByteArray();
        assertThat(ByteBuffer.wrap(message).getInt()).isEqualTo(i);
        i++;
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
      }
    }
  }
}
