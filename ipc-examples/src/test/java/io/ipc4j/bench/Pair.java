package io.ipc4j.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes that measure one case, each bound to a processor of its own: a left and a right
 * one, or one alone.
 */
final class Pair implements AutoCloseable {
  private static final long MEETING_BYTES = 4096;
  private static final long RING_BYTES = 4 << 20;

  /** What rings of peers have besides their contents. */
  private static final long TRAILER_BYTES = 768;

  /** How many messages fit into the ring of a peer at least; some refuse longer ones. */
  private static final long LEAST_MESSAGES = 8;

  private static final long SHORT_PROBE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SHORT_SAMPLE = TimeUnit.MILLISECONDS.toNanos(60);
  private static final long MOST_WARMING = TimeUnit.SECONDS.toNanos(8);
  private static final int QUIET_SAMPLES = 3;

  private final Path directory;
  private final List<Child> sides = new ArrayList<>();
  private final String company;
  private boolean suspended;

  Pair(Case subject, Settings settings) throws IOException, InterruptedException {
    this.directory = Files.createTempDirectory(settings.shared(), "ipc4j-bench-");
    try {
      file("meeting", MEETING_BYTES);
      if (!subject.isOurs()) {
        file("there", ringBytes(subject.size()));
        file("back", ringBytes(subject.size()));
      }
      sides.add(start(subject, settings, "left", settings.cpus().get(0)));
      if (!subject.isSolo()) {
        sides.add(start(subject, settings, "right", settings.cpus().get(1)));
      }
      this.company = sides.getFirst().hear().replaceFirst("ready ", "");
      for (Child other : sides.subList(1, sides.size())) {
        other.hear();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static long ringBytes(int size) {
    return Math.max(RING_BYTES, LEAST_MESSAGES * size) + TRAILER_BYTES;
  }

  private void file(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private Child start(Case subject, Settings settings, String side, int cpu) throws IOException {
    List<String> command = new ArrayList<>(settings.prefix());
    command.addAll(List.of("taskset", "-c", Integer.toString(cpu)));
    command.addAll(
        subject.isC()
            ? List.of(String.valueOf(settings.rings().get(subject.kind())))
            : settings.java());
    command.addAll(
        List.of(
            side,
            subject.system(),
            subject.measure().argument,
            subject.measure().tuning,
            subject.work().argument(),
            Integer.toString(subject.size()),
            directory.toString()));
    return new Child(command, directory.resolve(side + ".err"));
  }

  /** The transports that were used in each process, as it told. */
  String company() {
    return company;
  }

  /** Runs short samples for a while, and until the compilers of both processes are quiet. */
  void warmUp(long nanos) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    double compiling = -1;
    int quiet = 0;
    long taken = 0;
    while ((taken < nanos || quiet < QUIET_SAMPLES) && taken < MOST_WARMING) {
      double before = compiling;
      compiling = sample(SHORT_PROBE, SHORT_SAMPLE).getOrDefault("compiling", 0.0);
      quiet = compiling == before ? quiet + 1 : 0;
      taken = System.nanoTime() - begin;
    }
  }

  /** Stops the processes, so that they don't disturb others; until {@link #resume}. */
  void suspend() throws IOException, InterruptedException {
    signal("STOP");
    suspended = true;
  }

  /** Continues the processes, and warms their caches. */
  void resume() throws IOException, InterruptedException {
    suspended = false;
    signal("CONT");
    sample(SHORT_PROBE, SHORT_SAMPLE);
  }

  private void signal(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-s", name));
    sides.forEach(side -> command.add(Long.toString(side.pid())));
    String complaint = Tools.output(command.toArray(String[]::new));
    if (!complaint.isEmpty()) {
      throw new IllegalStateException(complaint);
    }
  }

  /** Takes one sample; the names of its numbers are those of the left side's answer. */
  Map<String, Double> sample(long probeNanos, long nanos) throws IOException, InterruptedException {
    for (Child side : sides.reversed()) {
      side.say("sample " + probeNanos + " " + nanos);
    }
    Map<String, Double> numbers = new HashMap<>(sides.getFirst().hearNumbers());
    for (Child other : sides.subList(1, sides.size())) {
      Map<String, Double> others = other.hearNumbers();
      numbers.merge("foreign", others.getOrDefault("foreign", 0.0), Math::max);
      numbers.merge("compiling", others.getOrDefault("compiling", 0.0), Double::sum);
      numbers.computeIfPresent(
          "bytes", (name, bytes) -> Math.max(bytes, others.getOrDefault(name, 0.0)));
    }
    return numbers;
  }

  @Override
  public void close() throws IOException {
    if (suspended) {
      try {
        suspended = false;
        signal("CONT");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    sides.reversed().forEach(Child::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
