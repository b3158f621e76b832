package io.ipc4j.aeron;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;

/** Sessions over Aeron below one directory. Immutable. */
record Sessions(Map<String, String> settings) {
  /** Longer than anything takes. */
  static final Duration LONG = Duration.ofSeconds(60);

  private static final long NAP = 1_000_000;

  static Sessions in(Path directory) {
    return new Sessions(
        Map.of(
            "ipc.transport", "aeron-ipc",
            "ipc.directory", directory.toString(),
            "ipc.channel.*.capacity", "64KiB",
            "ipc.aeron.driver-linger", "500ms"));
  }

  Sessions with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return new Sessions(Map.copyOf(more));
  }

  /** Where the media driver is, unless it was set elsewhere. */
  static Path home(Path directory) {
    return directory.resolve("default").resolve("aeron");
  }

  /** An address of the loopback network whose port nobody has now. */
  static String freeAddress() {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ipc open() {
    IpcConfig.Builder builder = IpcConfig.builder();
    settings.forEach(builder::set);
    return Ipc.open(builder.build());
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      Assertions.assertThat(System.nanoTime() - deadline).as(what).isNegative();
      LockSupport.parkNanos(NAP);
    }
  }
}
