package io.ipc4j.bench.waiting;

import io.ipc4j.bench.Child;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of one measurement, and the processes that it starts; closing ends and removes all.
 * Belongs to one thread.
 */
final class World implements AutoCloseable {
  private final Path directory;
  private final List<Child> children = new ArrayList<>();
  private int started;

  World() throws IOException {
    this.directory = Files.createTempDirectory(Path.of("/dev/shm"), "ipc4j-bench-");
  }

  /** The directory, as an argument. */
  String directory() {
    return directory.toString();
  }

  /** The command of a measured Java process with a heap of so many MiB. */
  static List<String> java(String main, int heap, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m"));
    command.addAll(Waits.FLAGS);
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), "io.ipc4j.bench.waiting.side." + main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A command bound to a processor. */
  static List<String> on(int cpu, List<String> command) {
    return by(List.of("taskset", "-c", Integer.toString(cpu)), command);
  }

  /** A command that another one starts. */
  static List<String> by(List<String> starter, List<String> command) {
    return Stream.concat(starter.stream(), command.stream()).toList();
  }

  /** Makes a file of zeros. */
  void file(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  /** Starts a process. */
  Child start(List<String> command) throws IOException {
    Child child = new Child(command, directory.resolve("errors-" + started++));
    children.add(child);
    return child;
  }

  /** Starts a process and waits until it is ready. */
  Child startReady(List<String> command) throws IOException, InterruptedException {
    Child child = start(command);
    child.hear();
    return child;
  }

  @Override
  public void close() throws IOException {
    children.reversed().forEach(Child::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // the last process to leave has removed it
    }
  }
}
