package io.ipc4j.msg.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions over TCP at one address.
 *
 * @param address where all channels meet
 * @param settings more keys and values
 */
record TcpSessions(String address, Map<String, String> settings) {
  static final Duration LONG = Duration.ofSeconds(90);

  /** At a free address of this machine. */
  static TcpSessions here(Map<String, String> settings) {
    return new TcpSessions(Ports.free(), settings);
  }

  Ipc open(String... more) {
    IpcConfig.Builder builder =
        IpcConfig.builder().set("ipc.transport", "tcp").set("ipc.channel.*.address", address);
    settings.forEach(builder::set);
    for (int i = 0; i < more.length; i += 2) {
      builder.set(more[i], more[i + 1]);
    }
    return Ipc.open(builder.build());
  }

  int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  InetSocketAddress socket() {
    return new InetSocketAddress("127.0.0.1", port());
  }

  /** Sends a text and receives it. */
  static void talk(Sender sender, Receiver receiver, String text) throws InterruptedException {
    sender.send(text.getBytes(StandardCharsets.UTF_8), LONG);
    assertThat(receiver.receive(LONG).toUtf8()).isEqualTo(text);
  }

  /** Waits for a condition, polling a receiver that has nothing to receive. */
  static void await(Receiver idle, BooleanSupplier condition) {
    await(() -> {
      assertThat(idle.tryReceive()).isNull();
      return condition.getAsBoolean();
    });
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Waits until a sender is told why it finds nobody. */
  static IpcException failureOf(Sender sender) {
    @Nullable IpcException[] failure = new IpcException[1];
    await(() -> {
      try {
        sender.trySend(new byte[1]);
      } catch (IpcException e) {
        failure[0] = e;
      }
      return failure[0] != null;
    });
    return java.util.Objects.requireNonNull(failure[0]);
  }
}
