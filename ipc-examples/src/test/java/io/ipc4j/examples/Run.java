package io.ipc4j.examples;

import io.ipc4j.tests.kit.SmallJvm;
import io.ipc4j.tests.kit.StartArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A process that runs an example from the packaged jar. Its output, standard error too, is kept for
 * the test and for its failure. Killed when the test closes it.
 */
final class Run implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"); // for Aeron

  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  /**
   * Starts an example.
   *
   * @param environment its configuration; no other variable that begins with {@code IPC_} is seen
   */
  Run(Map<String, String> environment, String example, String... args) {
    this(List.of(), environment, example, args);
  }

  /**
   * Starts an example by way of another command.
   *
   * @param by that command, which must become the example's process
   */
  Run(List<String> by, Map<String, String> environment, String example, String... args) {
    name = example + " " + environment.get("IPC_TRANSPORT");
    List<String> command = new ArrayList<>(by);
    command.addAll(
        SmallJvm.command(
            StartArchive.options(jar().toString()), "io.ipc4j.examples." + example, OPTIONS));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("IPC_"));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofVirtual().start(this::read);
  }

  /** The jar beside the test's classes, with its libraries beside it. */
  private static Path jar() {
    try {
      Path classes = Path.of(Run.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolveSibling("ipc-examples.jar");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (var in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** What it has printed so far. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Waits for a line. */
  void awaitLine(String line) throws InterruptedException {
    awaitLine(line::equals, line);
  }

  /** Waits for a line that contains all of these. */
  void awaitLineWith(String... parts) throws InterruptedException {
    awaitLine(line -> Stream.of(parts).allMatch(line::contains), String.join(" ... ", parts));
  }

  private void awaitLine(Predicate<String> right, String line) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (lines) {
      while (lines.stream().noneMatch(right)) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || (!process.isAlive() && !reader.isAlive())) {
          throw failed("did not print \"" + line + "\"");
        }
        TimeUnit.NANOSECONDS.timedWait(lines, Math.min(left, 100_000_000));
      }
    }
  }

  /** Writes lines to its standard input. */
  void type(String... typed) {
    try {
      for (String line : typed) {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Ends its standard input. */
  Run endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
    return this;
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  /** Sends it a signal by name. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits until it has ended with success, and returns what it has printed. */
  List<String> output() throws InterruptedException {
    return output(0);
  }

  /** Waits until it has ended with this code, and returns what it has printed. */
  List<String> output(int exitCode) throws InterruptedException {
    awaitEnd(exitCode);
    return lines();
  }

  /** Sends it SIGTERM, as Ctrl-C sends SIGINT, and returns what it has printed. */
  List<String> stopped() throws InterruptedException {
    process.destroy();
    awaitEnd(128 + 15);
    return lines();
  }

  private void awaitEnd(int exitCode) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw failed("did not end");
    }
    reader.join();
    if (process.exitValue() != exitCode) {
      throw failed("ended with " + process.exitValue() + " instead of " + exitCode);
    }
  }

  private AssertionError failed(String what) {
    return new AssertionError(name + " " + what + "; it printed:\n" + String.join("\n", lines()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
