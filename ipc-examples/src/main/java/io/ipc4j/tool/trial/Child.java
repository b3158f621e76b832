package io.ipc4j.tool.trial;

import io.ipc4j.Ipc;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Main;
import io.ipc4j.tool.ToolException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A worker in a process of its own: this same tool, with the Java runtime, class path and flags
 * that this process has. Safe for any thread.
 *
 * <p>Ownership: the process ends with {@link #close}, those that it has started too, and by itself
 * when this process dies ({@link ParentWatch}).
 */
public final class Child implements AutoCloseable {

  private static final int LONGEST_OUTPUT = 1 << 20;
  private static final long PATIENCE_SECONDS = 2;

  private final Process process;
  private final CompletableFuture<String> output;
  private final CompletableFuture<String> errors;

  private Child(
      Process process, CompletableFuture<String> output, CompletableFuture<String> errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts a worker.
   *
   * @param command the hidden command that it runs, with its arguments
   * @return the worker, to be closed
   * @throws IOException if there can't be another process
   */
  public static Child start(List<String> command) throws IOException {
    return start(command, line -> {});
  }

  /**
   * Starts a worker whose output is wanted as it comes.
   *
   * @param command the hidden command that it runs, with its arguments
   * @param onLine gets each line of its standard output, on another thread
   * @return the worker, to be closed
   * @throws IOException if there can't be another process
   */
  public static Child start(List<String> command, Consumer<String> onLine) throws IOException {
    Process process = new ProcessBuilder(commandLine(command)).start();
    return new Child(
        process,
        read(process.getInputStream(), onLine),
        read(process.getErrorStream(), line -> {}));
  }

  /**
   * Launches a worker that talks to a session over its standard input and output; what it prints
   * comes by its standard error.
   *
   * @param ipc the session
   * @param command the hidden command that it runs, with its arguments
   * @return the worker, to be closed
   */
  public static Child launch(Ipc ipc, List<String> command) {
    Process process = ipc.launch(new ProcessBuilder(commandLine(command))).process();
    CompletableFuture<String> both = read(process.getErrorStream(), line -> {});
    return new Child(process, both, both);
  }

  private static List<String> commandLine(List<String> command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib:") && !flag.startsWith("-Xrun"))
        .forEach(line::add);
    String classPath = System.getProperty("java.class.path", "");
    if (Main.class.getModule().isNamed()) {
      String module = Main.class.getModule().getName();
      line.addAll(List.of("--module-path", System.getProperty("jdk.module.path", "")));
      line.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
      line.addAll(List.of("--module", module + "/" + Main.class.getName()));
    } else if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
      line.addAll(List.of("-jar", classPath)); // its manifest has permissions and class path
    } else {
      line.addAll(List.of("-cp", classPath, Main.class.getName()));
    }
    line.addAll(command);
    return line;
  }

  private static CompletableFuture<String> read(InputStream stream, Consumer<String> onLine) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          StringBuilder kept = new StringBuilder();
          try (BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream, Charset.defaultCharset()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              onLine.accept(line);
              if (kept.length() < LONGEST_OUTPUT) {
                kept.append(line).append('\n');
              }
            }
          } catch (IOException e) {
            // the process was killed; what it said before counts
          } finally {
            text.complete(kept.toString());
          }
        });
    return text;
  }

  /**
   * Tells when the process has ended.
   *
   * @return completes then
   */
  public CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /**
   * Tells whether the worker has ended, and not well.
   *
   * @return whether it has
   */
  public boolean failed() {
    return !process.isAlive() && process.exitValue() != ExitCode.OK;
  }

  /**
   * What the worker found out; waits for its end.
   *
   * @return all that it printed, as facts
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws ToolException if the worker failed, with what it said
   */
  public Facts facts() throws InterruptedException, ToolException {
    return Facts.parse(outcome());
  }

  /**
   * Waits for the worker's end and for all that it printed.
   *
   * @return its standard output
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws ToolException if the worker failed, with what it said
   */
  public String outcome() throws InterruptedException, ToolException {
    int code = process.waitFor();
    try {
      if (code == ExitCode.OK) {
        return output.get();
      }
      String said = errors.get().strip();
      throw new ToolException(
          ExitCode.FAILURE,
          "a worker process ended with exit code " + code + (said.isEmpty() ? "" : ": " + said));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks a worker that still runs to release what it has and to end. Doesn't wait. */
  public void askToEnd() {
    process.destroy();
  }

  /** Lets a worker that still runs release what it has, and ends it in any case. */
  @Override
  public void close() {
    List<ProcessHandle> started;
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      started = descendants.toList();
    }
    process.destroy();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
