package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The numbered messages that the C program of the tests sends and expects: of mixed sizes, some
 * longer than a record can be. As a main class, a sender of them that goes on until it is killed.
 */
final class ForeignMessages {
  /** Bytes of the rings, small, so that they are filled often. */
  static final String CAPACITY = "65536";

  /** The longest message of the channels. */
  static final String LONGEST = "65536";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ForeignMessages() {}

  static IpcConfig config(Path directory) {
    return config(directory, "0");
  }

  static IpcConfig config(Path directory, String pool) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory.toString())
        .set("ipc.channel.*.capacity", CAPACITY)
        .set("ipc.channel.*.max-message-size", LONGEST)
        .set("ipc.channel.*.pool", pool)
        .build();
  }

  private static int length(long number) {
    return (int) (number * 7919 % 1500 + (number % 97 == 96 ? 40_000 : 0));
  }

  private static byte[] message(long number) {
    byte[] bytes = new byte[length(number)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (number * 31 + i);
    }
    return bytes;
  }

  static void send(Sender sender, long number) throws InterruptedException {
    assertThat(sender.send(message(number), PATIENCE)).isEqualTo(SendResult.SENT);
  }

  static SendResult trySend(Sender sender, long number) {
    return sender.trySend(MemorySegment.ofArray(message(number)));
  }

  /** Receives the messages from one number to before another one, and checks each byte. */
  static void receive(Receiver receiver, long from, long to) throws InterruptedException {
    long[] next = {from};
    while (next[0] < to) {
      int handled =
          receiver.poll(
              (memory, offset, length) -> check(memory, offset, length, next[0]++),
              (int) (to - next[0]),
              PATIENCE);
      assertThat(handled).as("after %d", next[0]).isPositive();
    }
  }

  static void check(MemorySegment memory, long offset, long length, long number) {
    byte[] found = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    assertThat(found).as("message %d", number).isEqualTo(message(number));
  }

  /** Arguments: directory, channel. */
  public static void main(String[] args) throws InterruptedException {
    try (Ipc ipc = Ipc.open(config(Path.of(args[0])))) {
      Sender sender = ipc.sender(args[1]);
      for (long i = 0; ; i++) {
        send(sender, i);
        System.out.println("sent " + i);
      }
    }
  }
}
