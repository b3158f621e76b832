package io.ipc4j.msg.uds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UdsQueueTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;

  private IpcConfig config() {
    return IpcConfig.builder()
        .set("ipc.transport", "uds")
        .set("ipc.directory", directory.toString())
        .build();
  }

  @Test
  void messagesArriveInOrder() throws InterruptedException {
    try (Ipc a = Ipc.open(config());
        Ipc b = Ipc.open(config());
        Receiver receiver = b.receiver("orders")) {
      Sender sender = a.sender("orders");
      for (int i = 0; i < 1000; i++) {
        sender.send(("message " + i).getBytes(StandardCharsets.UTF_8), LONG);
      }
      for (int i = 0; i < 1000; i++) {
        Message message = receiver.receive(LONG);
        assertThat(message.toByteArray())
            .isEqualTo(("message " + i).getBytes(StandardCharsets.UTF_8));
      }
      sender.close();
      while (!receiver.isDrained()) {
        assertThat(receiver.tryReceive()).isNull();
      }
    }
  }
}
