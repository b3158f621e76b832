package io.ipc4j.shm.channel;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Loan;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * Large messages that prove what they are, and the other process of tests about pools: it sends
 * loans, or receives in place, until it is killed.
 */
final class PooledPeer {
  /** How long the longest message is. */
  static final int LONGEST = 300_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PooledPeer() {}

  static IpcConfig config(Path directory, String checksum) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.capacity", "64KiB")
        .set("ipc.channel.*.pool", "2MiB")
        .set("ipc.channel.*.max-message-size", "4MiB")
        .set("ipc.channel.*.checksum", checksum)
        .build();
  }

  static int length(long number) {
    return (int) (40_000 + number * 7919 % (LONGEST - 40_000));
  }

  /** Fills memory with the message of a number. */
  static void write(MemorySegment memory, long offset, long number) {
    int length = length(number);
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, number);
    memory.asSlice(offset + 8, length - 16).fill((byte) number);
    for (long at = 8; at < length - 16; at += 4096) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + at, number * at);
    }
    memory.set(
        ValueLayout.JAVA_LONG_UNALIGNED, offset + length - 8, crc(memory, offset, length - 8));
  }

  /** The number of a message; fails if it isn't whole. */
  static long number(MemorySegment memory, long offset, long length) {
    long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    if (length != length(number)
        || memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + length - 8)
            != crc(memory, offset, length - 8)) {
      throw new AssertionError("corrupt: " + number + " length=" + length);
    }
    return number;
  }

  private static long crc(MemorySegment memory, long offset, long length) {
    CRC32C crc = new CRC32C();
    crc.update(memory.asSlice(offset, length).asByteBuffer());
    return crc.getValue();
  }

  /** Sends one message as a loan if there is room. */
  static boolean trySend(Sender sender, long number) {
    try (Loan loan = sender.tryLoan(length(number))) {
      if (loan == null) {
        return false;
      }
      write(loan.memory(), loan.offset(), number);
      return loan.commit() == SendResult.SENT;
    }
  }

  /** Sends one message as a loan, and waits for room. */
  static void send(Sender sender, long number) throws InterruptedException {
    try (Loan loan = sender.loan(length(number), PATIENCE)) {
      write(loan.memory(), loan.offset(), number);
      if (loan.commit() != SendResult.SENT) {
        throw new AssertionError("not sent: " + number);
      }
    }
  }

  /** Arguments: directory, channel, role, count, checksum. */
  public static void main(String[] args) throws InterruptedException {
    long count = Long.parseLong(args[3]);
    try (Ipc ipc = Ipc.open(config(Path.of(args[0]), args[4]))) {
      switch (args[2]) {
        case "send" -> sendMany(ipc.sender(args[1]), count);
        case "flood" -> flood(ipc.sender(args[1]));
        case "receive-and-hang" -> receive(ipc.receiver(args[1]), count);
        case "subscribe-and-hang" -> receive(ipc.subscriber(args[1]), count);
        default -> throw new IllegalArgumentException(args[2]);
      }
    }
    System.out.println("end");
  }

  private static void sendMany(Sender sender, long count) throws InterruptedException {
    for (long i = 0; i < count; i++) {
      send(sender, i);
      System.out.println("sent " + i);
    }
  }

  /** Sends what goes, without ever waiting. */
  private static void flood(Sender sender) {
    for (long i = 0; ; ) {
      if (trySend(sender, i)) {
        System.out.println("sent " + i);
        i++;
      }
    }
  }

  private static void receive(Receiver receiver, long count) throws InterruptedException {
    System.out.println("ready");
    long[] left = {count};
    MessageHandler handler =
        (memory, offset, length) -> {
          System.out.println("got " + number(memory, offset, length));
          if (--left[0] == 0) {
            System.out.println("hanging");
            while (true) {
              Thread.onSpinWait();
            }
          }
        };
    while (left[0] > 0) {
      int ignored = receiver.poll(handler, 1, PATIENCE);
    }
  }
}
