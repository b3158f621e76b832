package io.ipc4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.tests.kit.SmallJvm;
import io.ipc4j.tests.kit.StartArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The tool in a process of its own, as a user starts it. What it wrote is shown when an expectation
 * about it fails; the process ends with {@link #close}.
 */
public final class ToolProcess implements AutoCloseable {
  private static final List<String> BEFORE = listeningToSignals();

  private static final long DEADLINE_SECONDS = 90;
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final List<String> arguments;
  private final Process process;
  private final Collector output;
  private final Collector errors;

  private ToolProcess(List<String> arguments, Process process) {
    this.arguments = arguments;
    this.process = process;
    this.output = new Collector(process.getInputStream());
    this.errors = new Collector(process.getErrorStream());
  }

  /**
   * Starts the tool.
   *
   * @param environment variables beside those of this process, of which none configures ipc4j
   */
  static ToolProcess start(Map<String, String> environment, String... arguments) {
    return new ToolProcess(List.of(arguments), process(environment, arguments));
  }

  /** Starts the tool with an output that nobody reads, as after the end of {@code head}. */
  static ToolProcess startUnread(Map<String, String> environment, String... arguments) {
    Process process = process(environment, arguments);
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ToolProcess(List.of(arguments), process);
  }

  /**
   * Has Ctrl-C listened to: a shell that starts something in the background has it ignored, and so
   * do all who come of it. Where {@code env} can't do that the tests rely on how they were started.
   */
  private static List<String> listeningToSignals() {
    List<String> listening = List.of("env", "--default-signal=INT");
    try {
      List<String> trial = Stream.concat(listening.stream(), Stream.of("true")).toList();
      return new ProcessBuilder(trial).start().waitFor() == 0 ? listening : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How to start the tool, without its arguments. */
  static List<String> tool() {
    String classPath = System.getProperty("java.class.path");
    String main = Main.class.getName();
    return SmallJvm.command(
        StartArchive.options(classPath, main, "--help"),
        main,
        List.of(
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"));
  }

  private static Process process(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(BEFORE);
    command.addAll(tool());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("IPC_"));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps what a process writes. */
  private static final class Collector {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread reader;

    Collector(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> read(stream));
    }

    private void read(InputStream stream) {
      byte[] chunk = new byte[1 << 16];
      try (stream) {
        for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
          bytes.write(chunk, 0, n);
        }
      } catch (IOException e) {
        // the process was killed
      }
    }

    byte[] soFar() {
      return bytes.toByteArray();
    }

    boolean has(String text) {
      return new String(soFar(), StandardCharsets.UTF_8).contains(text);
    }

    byte[] whole() throws InterruptedException {
      reader.join();
      return soFar();
    }
  }

  /** Writes to its standard input. */
  public ToolProcess type(String text) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write(text.getBytes(StandardCharsets.UTF_8));
    input.flush();
    return this;
  }

  /** Ends its standard input. */
  public ToolProcess endInput() throws IOException {
    process.getOutputStream().close();
    return this;
  }

  /** Waits until its standard output contains a text. */
  void awaitOutput(String text) throws InterruptedException, TimeoutException {
    await(output, text);
  }

  /** Waits until its standard error contains a text. */
  void awaitErrors(String text) throws InterruptedException, TimeoutException {
    await(errors, text);
  }

  private void await(Collector written, String text) throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!written.has(text)) {
      boolean ended = !process.isAlive();
      if (ended) {
        written.whole();
      }
      if (System.nanoTime() > deadline || (ended && !written.has(text))) {
        throw new TimeoutException("it never wrote '" + text + "': " + this);
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /** Whether it wrote anything to its standard output. */
  boolean hasWritten() {
    return output.soFar().length > 0;
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("%s", this).isTrue();
    return process.exitValue();
  }

  /** Waits for its end and expects an exit code. */
  public ToolProcess expectExit(int code) throws InterruptedException {
    assertThat(exitCode()).as("exit code: %s", this).isEqualTo(code);
    return this;
  }

  /** What it wrote to standard output, after its end. */
  public byte[] bytes() throws InterruptedException {
    return output.whole();
  }

  /** What it wrote to standard output, after its end. */
  public String text() throws InterruptedException {
    return new String(output.whole(), StandardCharsets.UTF_8);
  }

  /** What it wrote to standard error, after its end. */
  public String errors() throws InterruptedException {
    return new String(errors.whole(), StandardCharsets.UTF_8);
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends it a signal by name. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "ipc %s%n--- standard output:%n%s%n--- standard error:%n%s%n---"
        .formatted(
            String.join(" ", arguments), abbreviated(output.soFar()), abbreviated(errors.soFar()));
  }

  private static String abbreviated(byte[] bytes) {
    int shown = Math.min(bytes.length, 4000);
    return new String(bytes, 0, shown, StandardCharsets.UTF_8);
  }
}
