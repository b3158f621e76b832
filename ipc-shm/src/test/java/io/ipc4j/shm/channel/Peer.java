package io.ipc4j.shm.channel;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;

/** The other process of the crash tests: sends or receives numbers, and says what it did. */
final class Peer {
  /** How long a message is. */
  static final int LENGTH = 40;

  private Peer() {}

  static IpcConfig config(Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.capacity", "64KiB")
        .set("ipc.channel.competing.receivers", "competing")
        .build();
  }

  static byte[] message(long number) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[LENGTH]);
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, LENGTH - 8, ~number);
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  static long number(byte[] message) {
    return number(MemorySegment.ofArray(message), 0, message.length);
  }

  static long number(MemorySegment memory, long offset, long length) {
    long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    if (length != LENGTH
        || memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + LENGTH - 8) != ~number) {
      throw new AssertionError("corrupt: " + number + " length=" + length);
    }
    return number;
  }

  /** Arguments: directory, channel, role, first number, count. */
  public static void main(String[] args) throws InterruptedException {
    long first = Long.parseLong(args[3]);
    long count = Long.parseLong(args[4]);
    try (Ipc ipc = Ipc.open(config(Path.of(args[0])))) {
      switch (args[2]) {
        case "send" -> send(ipc.sender(args[1]), first, count);
        case "flood" -> flood(ipc.sender(args[1]), first);
        case "receive" -> receive(ipc.receiver(args[1]), count, false);
        case "receive-and-hang" -> receive(ipc.receiver(args[1]), count, true);
        case "subscribe" -> receive(ipc.subscriber(args[1]), count, false);
        case "respond" -> respond(ipc.responder(args[1]));
        default -> throw new IllegalArgumentException(args[2]);
      }
    }
    System.out.println("end");
  }

  private static void send(Sender sender, long first, long count) throws InterruptedException {
    for (long i = first; i < first + count; i++) {
      SendResult result = sender.send(message(i));
      if (result != SendResult.SENT) {
        throw new AssertionError(result);
      }
      System.out.println("sent " + i);
    }
  }

  /** Sends what goes, without ever waiting, and says how far it has got. */
  private static void flood(Sender sender, long first) {
    for (long i = first; ; ) {
      if (sender.trySend(message(i)) == SendResult.SENT) {
        System.out.println("sent " + i);
        i++;
      }
    }
  }

  private static void receive(Receiver receiver, long count, boolean hang)
      throws InterruptedException {
    System.out.println("ready");
    long[] left = {count};
    MessageHandler handler =
        (memory, offset, length) -> {
          long number = number(memory, offset, length);
          System.out.println((receiver.isRedelivered() ? "again " : "got ") + number);
          if (--left[0] == 0 && hang) {
            hang();
          }
        };
    while (left[0] > 0) {
      int ignored = receiver.poll(handler, 1, Duration.ofSeconds(60));
    }
  }

  private static void respond(Responder responder) throws InterruptedException {
    System.out.println("ready");
    while (true) {
      int ignored = responder.poll((memory, offset, length, to) -> {}, 1, Duration.ofSeconds(60));
    }
  }

  /** Stays in the handler until this process is killed. */
  private static void hang() {
    System.out.println("hanging");
    while (true) {
      Thread.onSpinWait();
    }
  }
}
