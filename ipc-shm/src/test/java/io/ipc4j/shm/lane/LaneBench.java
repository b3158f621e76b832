package io.ipc4j.shm.lane;

import io.ipc4j.shm.posix.Mapping;
import io.ipc4j.shm.posix.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the bare lane between two processes: round trips and one-way rate, each sample bracketed
 * by a probe of the distance between the two processors, and rejected unless both probes are near.
 *
 * <p>Arguments: bytes of a message, bytes of the ring, number of samples.
 */
public final class LaneBench {
  private static final int ROUND_TRIPS = 200_000;
  private static final int ONE_WAY = 4_000_000;
  private static final long NEAR_NANOS = 250;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Path directory;
  private final int size;
  private final Mapping control;
  private final MemorySegment words;
  private final LaneWriter writer;
  private final LaneReader reader;
  private final Turn turn = Turn.mine();
  private final MemorySegment message;
  private long sum;

  private LaneBench(Path directory, int size, long capacity, boolean parent) {
    this.directory = directory;
    this.size = size;
    this.control = map("control", 4096, parent);
    this.words = control.memory();
    LaneLayout out = lane(parent ? "there" : "back", capacity, parent);
    LaneLayout in = lane(parent ? "back" : "there", capacity, parent);
    this.writer = LaneWriter.toOne(out);
    this.reader = LaneReader.resume(in, 0);
    this.message = MemorySegment.ofArray(new byte[size]);
  }

  private LaneLayout lane(String name, long capacity, boolean create) {
    return new LaneLayout(
        map(name, LaneLayout.fileSize(capacity, 1), create).memory(), capacity, 1);
  }

  private Mapping map(String name, long size, boolean create) {
    Path path = directory.resolve(name);
    int fd = create ? Posix.createFile(path) : Posix.openFile(path, Posix.Access.READ_WRITE);
    if (create) {
      Posix.reserve(fd, size, name);
    }
    Mapping mapping = Mapping.of(fd, size, Posix.Access.READ_WRITE, name);
    Posix.close(fd);
    return mapping;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 3) {
      new LaneBench(Path.of(args[3]), Integer.parseInt(args[0]), Long.parseLong(args[1]), false)
          .answer();
      return;
    }
    Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "lanebench");
    try {
      LaneBench bench =
          new LaneBench(directory, Integer.parseInt(args[0]), Long.parseLong(args[1]), true);
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(LaneBench.class.getName());
      command.addAll(List.of(args[0], args[1], args[2], directory.toString()));
      Process child = new ProcessBuilder(command).inheritIO().start();
      bench.ask(Integer.parseInt(args[2]));
      child.waitFor();
    } finally {
      try (var files = Files.list(directory)) {
        files.forEach(file -> {
          try {
            Files.delete(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
      }
      Files.delete(directory);
    }
  }

  private static final long STOP = 3;

  /** Child: does what the parent's command word says. */
  private void answer() {
    while (true) {
      long command = receiveWord();
      switch ((int) command) {
        case 0 -> echoProbe();
        case 1 -> echo();
        case 2 -> drain();
        default -> {
          return;
        }
      }
    }
  }

  private void ask(int samples) {
    List<long[]> trips = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    int rejected = 0;
    for (int i = -2; i < samples; i++) {
      long before = probe();
      sendWord(1);
      long[] sample = roundTrips();
      long between = probe();
      sendWord(2);
      double rate = oneWay();
      long after = probe();
      System.out.printf(
          Locale.ROOT,
          "probe %d %d %d ns; p50 %d p99 %d p99.9 %d ns; %.1f M msg/s%n",
          before,
          between,
          after,
          sample[ROUND_TRIPS / 2],
          sample[ROUND_TRIPS * 99 / 100],
          sample[ROUND_TRIPS * 999 / 1000],
          rate);
      if (i < 0) {
        continue;
      }
      if (before < NEAR_NANOS && between < NEAR_NANOS) {
        trips.add(sample);
      } else {
        rejected++;
      }
      if (between < NEAR_NANOS && after < NEAR_NANOS) {
        rates.add(rate);
      } else {
        rejected++;
      }
    }
    sendWord(STOP);
    print("p50", trips, 0.5);
    print("p99", trips, 0.99);
    print("p99.9", trips, 0.999);
    rates.sort(null);
    System.out.printf(
        Locale.ROOT,
        "one way M msg/s: median %.1f (%.1f-%.1f) of %d; rejected %d of %d; %d%n",
        rates.isEmpty() ? 0 : rates.get(rates.size() / 2),
        rates.isEmpty() ? 0 : rates.getFirst(),
        rates.isEmpty() ? 0 : rates.getLast(),
        rates.size(),
        rejected,
        2 * samples,
        sum & 1);
  }

  private static void print(String what, List<long[]> samples, double quantile) {
    long[] values =
        samples.stream().mapToLong(s -> s[(int) (s.length * quantile)]).sorted().toArray();
    if (values.length > 0) {
      System.out.printf(
          Locale.ROOT,
          "round trip ns %s: median %d (%d-%d)%n",
          what,
          values[values.length / 2],
          values[0],
          values[values.length - 1]);
    }
  }

  private long[] roundTrips() {
    long[] nanos = new long[ROUND_TRIPS];
    for (int i = 0; i < ROUND_TRIPS; i++) {
      long start = System.nanoTime();
      send();
      receive(1);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private void echo() {
    for (int i = 0; i < ROUND_TRIPS; i++) {
      receive(1);
      send();
    }
  }

  private double oneWay() {
    long start = System.nanoTime();
    for (int i = 0; i < ONE_WAY; i++) {
      send();
    }
    receive(1);
    return ONE_WAY * 1e3 / (System.nanoTime() - start);
  }

  private void drain() {
    receive(ONE_WAY);
    send();
  }

  private void send() {
    long offset = writer.tryClaim(size);
    while (offset < 0) {
      Thread.onSpinWait();
      offset = writer.tryClaim(size);
    }
    MemorySegment.copy(message, 0, writer.memory(), offset, size);
    writer.commit(0, turn.sent());
  }

  private void receive(int count) {
    int got = 0;
    while (got < count) {
      int n = 0;
      while (n < 64 && reader.next()) {
        sum += reader.memory().get(ValueLayout.JAVA_LONG, reader.offset());
        reader.done();
        n++;
      }
      reader.finish(n);
      turn.received(n);
      if (n == 0) {
        turn.stepBack();
      }
      got += n;
    }
  }

  /** The median round trip of one cache line in nanoseconds. */
  private long probe() {
    sendWord(0);
    long[] nanos = new long[20_000];
    for (int i = 1; i <= nanos.length; i++) {
      long start = System.nanoTime();
      WORD.setRelease(words, 512L, i);
      while ((long) WORD.getAcquire(words, 1024L) != i) {
        // spins
      }
      nanos[i - 1] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  private void echoProbe() {
    for (int i = 1; i <= 20_000; i++) {
      while ((long) WORD.getAcquire(words, 512L) != i) {
        // spins
      }
      WORD.setRelease(words, 1024L, i);
    }
  }

  private void sendWord(long value) {
    WORD.setRelease(words, 0L, value);
    WORD.setRelease(words, 128L, 1L);
    while ((long) WORD.getAcquire(words, 128L) != 0) {
      Thread.onSpinWait();
    }
  }

  private long receiveWord() {
    while ((long) WORD.getAcquire(words, 128L) == 0) {
      Thread.onSpinWait();
    }
    long value = (long) WORD.getAcquire(words, 0L);
    WORD.setRelease(words, 512L, 0L);
    WORD.setRelease(words, 1024L, 0L);
    WORD.setRelease(words, 128L, 0L);
    return value;
  }
}
