package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending and polling allocate nothing, whether or not the ring wraps, fills or is empty. */
final class AllocationTest {
  private static final int WARM_UP = 50_000;
  private static final int ROUNDS = 50_000;

  private final Path directory;
  private long seen;

  AllocationTest(@TempDir Path directory) {
    this.directory = directory.resolve("shm");
  }

  @Test
  void aQueueAllocatesNothing() {
    try (Ipc ipc = Ipc.open(Peer.config(directory))) {
      Receiver receiver = ipc.receiver("queue");
      allocatesNothing(ipc.sender("queue"), receiver);
    }
  }

  @Test
  void publishingAllocatesNothing() {
    try (Ipc ipc = Ipc.open(Peer.config(directory))) {
      Publisher publisher = ipc.publisher("topic");
      allocatesNothing(publisher, ipc.subscriber("topic"));
    }
  }

  @Test
  void messagesInAPoolAllocateNothing() {
    try (Ipc ipc = Ipc.open(PooledPeer.config(directory, "none"))) {
      Receiver receiver = ipc.receiver("queue");
      allocatesNothing(ipc.sender("queue"), receiver, 40_000);
    }
  }

  private void allocatesNothing(Sender sender, Receiver receiver) {
    allocatesNothing(sender, receiver, 0);
  }

  private void allocatesNothing(Sender sender, Receiver receiver, int shortest) {
    MemorySegment message = Arena.ofAuto().allocate(shortest + 1_000, 8);
    MessageHandler handler = (memory, offset, length) -> seen += length;
    exchange(sender, receiver, message, shortest, handler, WARM_UP);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    exchange(sender, receiver, message, shortest, handler, ROUNDS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes in %d rounds", ROUNDS).isLessThan(ROUNDS / 10);
    assertThat(seen).isPositive();
  }

  /** Each round sends until there is no room every so often, and polls until nothing is left. */
  private static void exchange(
      Sender sender,
      Receiver receiver,
      MemorySegment message,
      int shortest,
      MessageHandler handler,
      int rounds) {
    for (int i = 0; i < rounds; i++) {
      int burst = i % 100 == 0 ? 100 : 1;
      for (int j = 0; j < burst; j++) {
        SendResult result = sender.trySend(message, 0, shortest + i % 1_000);
        if (result == SendResult.BACK_PRESSURED) {
          break;
        }
      }
      while (receiver.poll(handler, 16) > 0) {
        Thread.onSpinWait();
      }
    }
  }
}
