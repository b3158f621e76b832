package io.ipc4j.shm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Loan;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.shm.file.Directories;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels with pools, by every pattern. */
final class PooledChannelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONGEST = 1 << 20;
  private static final int POOL = 256 << 10;
  private static final int[] LENGTHS = {
    0, 100, 32_759, 32_760, 32_761, 32_767, 32_768, 32_769, 100_000, POOL - 8, POOL, POOL + 1,
    LONGEST
  };

  @TempDir Path directory;

  private Ipc session(String checksum) {
    return Ipc.open(
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", directory.toString())
            .set("ipc.wait", "block")
            .set("ipc.channel.*.capacity", "64KiB")
            .set("ipc.channel.*.pool", Integer.toString(POOL))
            .set("ipc.channel.*.max-message-size", Integer.toString(LONGEST))
            .set("ipc.channel.*.checksum", checksum)
            .set("ipc.channel.workers.receivers", "competing")
            .set("ipc.channel.kept.delivery", "acknowledged")
            .build());
  }

  private static byte[] message(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (length * 31 + i * 7 + (i >> 8));
    }
    return bytes;
  }

  private static void exchange(Sender sender, Receiver receiver) throws Exception {
    FutureTask<Boolean> sending = new FutureTask<>(() -> sendAll(sender));
    Thread.ofPlatform().start(sending);
    for (int lap = 0; lap < 4; lap++) {
      for (int length : LENGTHS) {
        assertThat(receiver.receive(PATIENCE).toByteArray()).isEqualTo(message(length));
      }
    }
    assertThat(sending.get()).isTrue();
  }

  private static boolean sendAll(Sender sender) throws InterruptedException {
    for (int lap = 0; lap < 4; lap++) {
      for (int length : LENGTHS) {
        byte[] bytes = message(length);
        SendResult result =
            switch (lap) {
              case 0 -> sender.send(bytes, PATIENCE);
              case 1 -> sender.send(MemorySegment.ofArray(bytes), 0, length, PATIENCE);
              default -> lend(sender, bytes);
            };
        assertThat(result).isEqualTo(SendResult.SENT);
      }
    }
    return true;
  }

  private static SendResult lend(Sender sender, byte[] bytes) throws InterruptedException {
    sender.loan(bytes.length, PATIENCE).close(); // given up, as if it had never been
    try (Loan loan = sender.loan(bytes.length, PATIENCE)) {
      MemorySegment.copy(
          MemorySegment.ofArray(bytes), 0, loan.memory(), loan.offset(), bytes.length);
      return loan.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "crc32c"})
  void messagesOfAllSizesArriveByEveryPattern(String checksum) throws Exception {
    try (Ipc ipc = session(checksum)) {
      for (String queue : List.of("plain", "workers", "kept")) {
        Receiver receiver = ipc.receiver(queue);
        exchange(ipc.sender(queue), receiver);
      }
      Receiver subscriber = ipc.subscriber("topic");
      exchange(ipc.publisher("topic"), subscriber);
      Responder responder = ipc.responder("ask");
      Requester requester = ipc.requester("ask");
      Thread answering = Thread.ofPlatform().start(() -> answer(responder));
      for (int length : LENGTHS) {
        assertThat(requester.request(message(length), PATIENCE).toByteArray())
            .isEqualTo(message(length));
      }
      answering.join();
    }
    assertThat(directory.resolve("default/shm/channels")).isEmptyDirectory();
  }

  private static void answer(Responder responder) {
    try {
      int handled = 0;
      while (handled < LENGTHS.length) {
        handled +=
            responder.poll(
                (memory, offset, length, reply) -> {
                  while (reply.tryReply(memory, offset, length) != SendResult.SENT) {
                    Thread.onSpinWait();
                  }
                },
                1,
                PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is joined from pieces is not read-only, nor in the memory of the pool. */
  @Test
  void whatThePoolHoldsIsHandedOutInPlace() {
    try (Ipc ipc = session("none");
        Receiver receiver = ipc.receiver("plain");
        Sender sender = ipc.sender("plain")) {
      for (int length : new int[] {32_768, 100_000, POOL}) {
        assertThat(sender.trySend(message(length))).isEqualTo(SendResult.SENT);
        int handled =
            receiver.poll(
                (memory, offset, found) -> {
                  assertThat(found).isEqualTo(length);
                  assertThat(memory.isReadOnly()).isTrue();
                  assertThat(memory.byteSize()).isEqualTo(4096 + POOL);
                },
                1);
        assertThat(handled).isEqualTo(1);
      }
    }
  }

  @Test
  void aLongMessageWithoutAChunkIsRefusedAndAMediumOneGoesByTheRing() {
    try (Ipc ipc = session("none");
        Receiver receiver = ipc.receiver("plain");
        Sender sender = ipc.sender("plain")) {
      byte[] whole = message(POOL);
      assertThat(sender.trySend(whole)).isEqualTo(SendResult.SENT);
      assertThat(sender.trySend(message(100_000))).isEqualTo(SendResult.BACK_PRESSURED);
      assertThat(sender.tryLoan(100_000)).isNull();
      assertThat(sender.trySend(message(20_000))).isEqualTo(SendResult.SENT);
      for (int length : new int[] {POOL, 20_000}) {
        assertThat(receiver.tryReceive()).isNotNull().matches(m -> m.length() == length);
      }
      assertThat(sender.trySend(whole)).isEqualTo(SendResult.SENT);
    }
  }

  /** The receiver of a queue without a pool reads the pools of those who have one. */
  @Test
  void aPoolIsItsSendersOwnBusiness() throws Exception {
    try (Ipc plain =
            Ipc.open(
                IpcConfig.builder()
                    .set("ipc.transport", "shm")
                    .set("ipc.directory", directory.toString())
                    .set("ipc.channel.*.max-message-size", Integer.toString(LONGEST))
                    .build());
        Ipc pooled = session("none")) {
      Receiver receiver = plain.receiver("plain");
      exchange(pooled.sender("plain"), receiver);
      exchange(plain.sender("plain"), receiver);
      assertThat(Directories.list(directory.resolve("default/shm/channels/plain")))
          .filteredOn(path -> path.toString().endsWith(".pool"))
          .hasSize(1);
    }
  }
}
