package io.ipc4j.bench.waiting.side;

import io.ipc4j.Ipc;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.config.IpcConfig;
import java.io.IOException;
import java.time.Duration;

/**
 * A process that sends to the survivor and subscribes to it, and waits to be killed. Argument:
 * directory.
 */
public final class MortalSide {
  private static final Duration LONG = Duration.ofSeconds(60);

  private MortalSide() {}

  /** Waits to be killed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Commands.endWithParent();
    try (Ipc ipc = Ipc.open(config(args[0]))) {
      Subscriber subscriber = ipc.subscriber("news");
      Sender sender = ipc.sender("mail");
      if (sender.send(new byte[8], LONG) != SendResult.SENT) {
        throw new IllegalStateException("not sent");
      }
      Commands.obey(words -> subscriber.channel());
    }
  }

  static IpcConfig config(String directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "shm")
        .set("ipc.directory", directory)
        .set("ipc.namespace", "bench")
        .set("ipc.channel.*.capacity", "64KiB")
        .build();
  }
}
