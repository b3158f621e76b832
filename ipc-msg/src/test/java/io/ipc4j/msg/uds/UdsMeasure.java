package io.ipc4j.msg.uds;

import io.ipc4j.Ipc;
import io.ipc4j.channel.MessageHandler;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the transport against a plain socket channel of the JDK, between two virtual machines,
 * the two in turn: {@code UdsMeasure [rounds [case [uds|plain]]]}.
 */
final class UdsMeasure {
  private static final Duration LONG = Duration.ofSeconds(60);

  private UdsMeasure() {}

  /** One thing to measure; the first process calls {@code drive}, the other {@code serve}. */
  private enum Case {
    ROUND_TRIP_SPIN(64, 400_000),
    ROUND_TRIP_BLOCK(64, 40_000),
    ONE_WAY_64B(64, 20_000_000),
    ONE_WAY_1KIB(1024, 3_000_000),
    ONE_WAY_1MIB(1 << 20, 6_000);

    final int size;
    final int count;

    Case(int size, int count) {
      this.size = size;
      this.count = count;
    }

    boolean isRoundTrip() {
      return this == ROUND_TRIP_SPIN || this == ROUND_TRIP_BLOCK;
    }

    boolean spins() {
      return this == ROUND_TRIP_SPIN;
    }

    /** A plain channel sends messages one by one, which takes its time. */
    int count(boolean plain) {
      return plain && !isRoundTrip() && size < 1024 ? count / 10 : count;
    }
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 4) {
      serve(Case.valueOf(args[1]), Boolean.parseBoolean(args[2]), Path.of(args[3]));
      return;
    }
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    String only = args.length > 1 ? args[1] : "";
    String who = args.length > 2 ? args[2] : "";
    for (Case each : Case.values()) {
      if (!each.name().contains(only)) {
        continue;
      }
      List<double[]> plain = new ArrayList<>();
      List<double[]> uds = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        if (!who.equals("uds")) {
          plain.add(run(each, true));
        }
        if (!who.equals("plain")) {
          uds.add(run(each, false));
        }
      }
      report(each, "plain channel", plain);
      report(each, "uds", uds);
    }
  }

  private static void report(Case each, String who, List<double[]> results) {
    if (results.isEmpty()) {
      return;
    }
    double[] first = results.stream().mapToDouble(r -> r[0]).sorted().toArray();
    double[] second = results.stream().mapToDouble(r -> r[1]).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        each.isRoundTrip()
            ? "%-17s %-14s p50 %8.2f us (%.2f to %.2f)  p99 %8.2f us%n"
            : "%-17s %-14s %9.3f M/s (%.3f to %.3f)  %8.3f GB/s%n",
        each,
        who,
        first[first.length / 2],
        first[0],
        first[first.length - 1],
        second[second.length / 2]);
  }

  private static double[] run(Case what, boolean plain) throws Exception {
    Path directory = Files.createTempDirectory("uds");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                UdsMeasure.class.getName(),
                "serve",
                what.name(),
                String.valueOf(plain),
                directory.toString())
            .inheritIO()
            .start();
    try {
      return plain ? drivePlain(what, directory) : drive(what, directory);
    } finally {
      if (!other.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
        System.out.println("the other process doesn't end");
        other.destroyForcibly();
      }
    }
  }

  private static void serve(Case what, boolean plain, Path directory) throws Exception {
    if (plain) {
      servePlain(what, directory);
      return;
    }
    try (Ipc ipc = Ipc.open(config(what, directory))) {
      Receiver receiver = ipc.receiver("there");
      Sender sender = ipc.sender("back");
      if (what.isRoundTrip()) {
        MessageHandler echo =
            (memory, offset, length) -> {
              while (sender.trySend(memory, offset, length) != SendResult.SENT) {
                Thread.onSpinWait();
              }
            };
        for (int i = 0; i < what.count; ) {
          i += what.spins() ? receiver.poll(echo, 16) : receiver.poll(echo, 16, LONG);
        }
      } else {
        long[] sum = new long[1];
        MessageHandler add = (memory, offset, length) -> sum[0] += length;
        for (int i = 0; i < what.count; ) {
          i += receiver.poll(add, 256, LONG);
        }
        sender.send(new byte[64], LONG);
      }
    }
  }

  private static IpcConfig config(Case what, Path directory) {
    return IpcConfig.builder()
        .set("ipc.transport", "uds")
        .set("ipc.directory", directory.toString())
        .loadDefaults()
        .loadDefaults()
        .loadDefaults()
        .loadDefaults()
        .loadDefaults()
        .set("ipc.wait", what.spins() ? "spin" : "block")
        .build();
  }

  private static double[] drive(Case what, Path directory) throws Exception {
    try (Ipc ipc = Ipc.open(config(what, directory));
        Arena arena = Arena.ofConfined()) {
      Receiver receiver = ipc.receiver("back");
      Sender sender = ipc.sender("there");
      MemorySegment message = arena.allocate(what.size, 64);
      MessageHandler take = (memory, offset, length) -> {};
      while (!sender.isConnected()) {
        Thread.sleep(1);
      }
      if (what.isRoundTrip()) {
        long[] times = new long[what.count];
        for (int i = 0; i < what.count; i++) {
          long start = System.nanoTime();
          sender.send(message, 0, what.size);
          if (what.spins()) {
            while (receiver.poll(take, 1) == 0) {
              Thread.onSpinWait();
            }
          } else {
            receiver.poll(take, 1, LONG);
          }
          times[i] = System.nanoTime() - start;
        }
        return percentiles(times);
      }
      long start = System.nanoTime();
      for (int i = 0; i < what.count; i++) {
        sender.send(message, 0, what.size);
      }
      receiver.receive(LONG);
      return rate(what, what.count, System.nanoTime() - start);
    }
  }

  // --- the plain channel ---

  private static void servePlain(Case what, Path directory) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      Files.createFile(directory.resolve("ready"));
      try (SocketChannel channel = server.accept()) {
        channel.configureBlocking(!what.spins());
        int count = what.count(true);
        if (what.isRoundTrip()) {
          ByteBuffer buffer = ByteBuffer.allocateDirect(what.size);
          for (int i = 0; i < count; i++) {
            readFully(channel, buffer.clear());
            channel.write(buffer.flip());
          }
        } else {
          ByteBuffer buffer = ByteBuffer.allocateDirect(Math.max(64 << 10, what.size));
          long left = (long) count * what.size;
          while (left > 0) {
            left -= channel.read(buffer.clear());
          }
          channel.write(ByteBuffer.allocate(1));
        }
      }
    }
  }

  private static void readFully(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("closed");
      }
    }
  }

  private static double[] drivePlain(Case what, Path directory) throws Exception {
    while (!Files.exists(directory.resolve("ready"))) {
      Thread.sleep(1);
    }
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
      channel.configureBlocking(!what.spins());
      ByteBuffer buffer = ByteBuffer.allocateDirect(what.size);
      int count = what.count(true);
      long start = System.nanoTime();
      if (what.isRoundTrip()) {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
          long before = System.nanoTime();
          channel.write(buffer.clear());
          readFully(channel, buffer.clear());
          times[i] = System.nanoTime() - before;
        }
        return percentiles(times);
      }
      for (int i = 0; i < count; i++) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.read(buffer.clear());
      return rate(what, count, System.nanoTime() - start);
    }
  }

  private static double[] rate(Case what, int count, long nanos) {
    double seconds = nanos / 1e9;
    return new double[] {count / seconds / 1e6, (double) count * what.size / seconds / 1e9};
  }

  private static double[] percentiles(long[] times) {
    long[] warm = Arrays.copyOfRange(times, times.length / 2, times.length);
    Arrays.sort(warm);
    return new double[] {warm[warm.length / 2] / 1e3, warm[warm.length * 99 / 100] / 1e3};
  }
}
