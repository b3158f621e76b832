package io.ipc4j.shm.channel;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The other process of the tests of policies: sends or receives {@link Numbers}. */
final class OverrunPeer {
  /** How long the longest message is. */
  static final int LONGEST = 600;

  private OverrunPeer() {}

  /** What both processes are configured with. */
  static IpcConfig config(Path directory, String policy, String capacity) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.policy", policy)
        .set("ipc.channel.*.capacity", capacity)
        .build();
  }

  /** Arguments: directory, policy, capacity, channel, role, first number, end. */
  public static void main(String[] args) throws InterruptedException {
    long first = Long.parseLong(args[5]);
    long end = Long.parseLong(args[6]);
    String channel = args[3];
    try (Ipc ipc = Ipc.open(config(Path.of(args[0]), args[1], args[2]))) {
      switch (args[4]) {
        case "send" -> send(ipc.sender(channel), first, end);
        case "publish" -> send(ipc.publisher(channel), first, end);
        case "receive" -> receive(ipc.receiver(channel), first, end, false);
        case "subscribe" -> receive(ipc.subscriber(channel), first, end, false);
        case "receive-and-hang" -> receive(ipc.receiver(channel), first, end, true);
        default -> throw new IllegalArgumentException(args[4]);
      }
    }
    System.out.println("end");
  }

  private static void send(Sender sender, long first, long end) {
    while (!sender.isConnected()) {
      LockSupport.parkNanos(100_000);
    }
    for (long number = first; number < end; ) {
      byte[] message = Numbers.message(number, LONGEST);
      if (sender.trySend(message, 0, message.length) == SendResult.SENT && ++number % 1000 == 0) {
        System.out.println("sent " + number);
      }
    }
  }

  private static void receive(Receiver receiver, long first, long end, boolean hang)
      throws InterruptedException {
    System.out.println("ready");
    Numbers numbers = new Numbers(first);
    boolean told = false;
    while (numbers.next() < end) {
      int ignored = receiver.poll(numbers, 1, Duration.ofSeconds(60));
      if (!told) {
        System.out.println("first " + numbers.next());
        told = true;
      }
    }
    System.out.println("sum " + numbers);
    if (hang) {
      int ignored = receiver.poll((memory, offset, length) -> hang(), 1, Duration.ofSeconds(60));
    }
  }

  /** Stays in the handler until this process is killed. */
  private static void hang() {
    System.out.println("hanging");
    while (true) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
