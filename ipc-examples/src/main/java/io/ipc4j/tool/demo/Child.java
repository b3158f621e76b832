package io.ipc4j.tool.demo;

import io.ipc4j.Ipc;
import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.Main;
import io.ipc4j.tool.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A worker in a process of its own: this same tool, with the Java runtime, class path and flags
 * that this process has.
 *
 * <p>Ownership: the process ends with {@link #close}, and by itself when this process dies.
 */
final class Child implements AutoCloseable {

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

  /** Starts a worker. */
  static Child start(List<String> workerArguments) throws IOException {
    Process process = worker(workerArguments).start();
    return new Child(process, read(process.getInputStream()), read(process.getErrorStream()));
  }

  /** Launches a worker that talks to a session over its standard input and output. */
  static Child launch(Ipc ipc, List<String> workerArguments) {
    Process process = ipc.launch(worker(workerArguments)).process();
    CompletableFuture<String> both = read(process.getErrorStream());
    return new Child(process, both, both);
  }

  private static ProcessBuilder worker(List<String> workerArguments) {
    List<String> command = new ArrayList<>(java());
    command.add("demo-worker");
    command.addAll(workerArguments);
    return new ProcessBuilder(command);
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib:") && !flag.startsWith("-Xrun"))
        .forEach(command::add);
    String classPath = System.getProperty("java.class.path", "");
    if (Main.class.getModule().isNamed()) {
      String module = Main.class.getModule().getName();
      command.addAll(List.of("--module-path", System.getProperty("jdk.module.path", "")));
      command.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
      command.addAll(List.of("--module", module + "/" + Main.class.getName()));
    } else if (classPath.endsWith(".jar") && !classPath.contains(java.io.File.pathSeparator)) {
      command.addAll(List.of("-jar", classPath)); // its manifest has permissions and class path
    } else {
      command.addAll(List.of("-cp", classPath, Main.class.getName()));
    }
    return command;
  }

  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            byte[] bytes = stream.readNBytes(LONGEST_OUTPUT);
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            text.complete(new String(bytes, Charset.defaultCharset()));
          } catch (IOException e) {
            text.complete("");
          }
        });
    return text;
  }

  /** Completes when the process has ended. */
  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  boolean failed() {
    return !process.isAlive() && process.exitValue() != ExitCode.OK;
  }

  /** What the worker found out; waits for its end. */
  Facts facts() throws InterruptedException, ToolException {
    int code = process.waitFor();
    try {
      if (code == ExitCode.OK) {
        return Facts.parse(output.get());
      }
      String said = errors.get().strip();
      throw new ToolException(
          ExitCode.FAILURE,
          "a worker process ended with exit code " + code + (said.isEmpty() ? "" : ": " + said));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets a worker that still runs release what it has, and ends it in any case. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
