package io.ipc4j.shm.channel;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A process that sends to, or receives from, a queue whose receivers compete. */
final class Competitor {
  /** The channel. */
  static final String CHANNEL = "shared";

  /** Set in the number of a message that came marked. */
  static final long AGAIN = 1L << 62;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONG_EVERY = 151;
  private static final int LONG = 100_000;
  private static final long PAUSE = 1_000_000;

  private Competitor() {}

  static IpcConfig config(Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.capacity", "64KiB")
        .set("ipc.channel.*.max-message-size", "128KiB")
        .set("ipc.channel.*.receivers", "competing")
        .build();
  }

  /** Arguments: directory, account, role, number of the sender. */
  public static void main(String[] args) throws InterruptedException {
    try (Account account = new Account(Path.of(args[1]));
        Ipc ipc = Ipc.open(config(Path.of(args[0])))) {
      if (args[2].equals("send")) {
        send(ipc.sender(CHANNEL), account, Long.parseLong(args[3]) << 32);
      } else {
        receive(ipc.receiver(CHANNEL), account);
      }
    }
    System.out.println("end");
  }

  private static int length(long number) {
    return number % LONG_EVERY == 7 ? LONG : 16 + (int) (number % 300);
  }

  private static byte[] message(long number) {
    byte[] bytes = new byte[length(number)];
    for (int i = 8; i < bytes.length; i++) {
      bytes[i] = (byte) (number + i);
    }
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    return bytes;
  }

  private static boolean isWhole(MemorySegment memory, long offset, long length) {
    long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    return length == length(number)
        && memory.asSlice(offset, length).mismatch(MemorySegment.ofArray(message(number))) == -1;
  }

  private static void send(Sender sender, Account account, long first) throws InterruptedException {
    System.out.println("ready");
    for (long i = 0; !account.isStopped(); i++) {
      account.attempt(i + 1);
      SendResult result = sender.send(message(first + i), PATIENCE);
      if (result != SendResult.SENT) {
        throw new AssertionError(result);
      }
      account.note(first + i);
      if (i % 20 == 0) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private static void receive(Receiver receiver, Account account) throws InterruptedException {
    System.out.println("ready");
    MessageHandler handler =
        (memory, offset, length) -> {
          if (!isWhole(memory, offset, length)) {
            account.corrupt();
          }
          long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
          account.note(receiver.isRedelivered() ? number | AGAIN : number);
          if (number % 50 == 0) {
            LockSupport.parkNanos(PAUSE); // so that many deaths come while a message is handled
          }
        };
    while (!account.isStopped()) {
      int ignored = receiver.poll(handler, 8, Duration.ofMillis(50));
    }
  }
}
