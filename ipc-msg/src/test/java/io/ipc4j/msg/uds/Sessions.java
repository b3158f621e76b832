package io.ipc4j.msg.uds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.config.IpcConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Sessions over one transport in one directory. */
public record Sessions(String transport, Path directory) {
  /** Longer than anything takes that works. */
  public static final Duration LONG = Duration.ofSeconds(90);

  /** Sessions over Unix domain sockets. */
  public Sessions(Path directory) {
    this("uds", directory);
  }

  IpcConfig config(String... settings) {
    IpcConfig.Builder builder =
        IpcConfig.builder()
            .set("ipc.transport", transport)
            .set("ipc.directory", directory.toString());
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    return builder.build();
  }

  /** Opens a session with more settings: keys and values in turn. */
  public Ipc open(String... settings) {
    return Ipc.open(config(settings));
  }

  /** The file at which the receiver of a queue listens. */
  public Path receiverOf(String channel) {
    return directory.resolve("default").resolve(transport).resolve(channel).resolve("in");
  }

  /** Waits for a condition, polling a receiver that has nothing to receive. */
  public static void await(Receiver idle, BooleanSupplier condition) {
    await(() -> {
      Message none = idle.tryReceive();
      assertThat(none).isNull();
      return condition.getAsBoolean();
    });
  }

  /** Waits for a condition. */
  public static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
