package io.ipc4j.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Runs a command that turns bytes into other bytes. Stateless. */
final class Filter {

  private Filter() {}

  /**
   * What a command did.
   *
   * @param output what it wrote to standard output
   * @param exitCode how it ended
   */
  record Result(MemorySegment output, int exitCode) {}

  /**
   * Runs a command and waits for its end; an interrupt ends the command too.
   *
   * @param command the program and its arguments
   * @param input its standard input
   */
  static Result run(List<String> command, MemorySegment input)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    try {
      Thread.ofVirtual().start(() -> feed(process, input));
      CompletableFuture<byte[]> output = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> collect(process, output));
      return new Result(MemorySegment.ofArray(output.get()), process.waitFor());
    } catch (ExecutionException e) {
      throw new IOException(command.getFirst() + ": its output can't be read", e.getCause());
    } finally {
      process.destroy();
    }
  }

  private static void feed(Process process, MemorySegment input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.toArray(ValueLayout.JAVA_BYTE));
    } catch (IOException e) {
      // the command need not read its input
    }
  }

  private static void collect(Process process, CompletableFuture<byte[]> output) {
    try {
      output.complete(process.getInputStream().readAllBytes());
    } catch (IOException e) {
      output.completeExceptionally(e);
    }
  }
}
