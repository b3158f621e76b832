package com.example.spool;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command-line tool as a process, from the packaged jars. Killed when the test closes it. */
final class Tool implements AutoCloseable {
  /** This build's folder, such as {@code target} or {@code target/fast}. */
  private static final Path BUILD =
      Path.of("").toAbsolutePath().relativize(testClasses()).getParent();

  private static final Path EXAMPLES = Path.of("..").resolve(BUILD).toAbsolutePath().normalize();
  private static final Path TOOL_JAR = EXAMPLES.resolve("ipc-examples.jar");
  private static final Path LIBRARIES = EXAMPLES.resolve("lib");
  private static final String MAIN = "io.ipc4j.tool.Main";

  /** The jar of this module. */
  static final Path SPOOL_JAR = BUILD.toAbsolutePath().resolve("spool-transport.jar");

  private final Process process;
  private final Path errors;

  private Tool(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(key -> key.startsWith("IPC_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    try {
      errors = Files.createTempFile("spool-tool", ".err");
      process = builder.redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path testClasses() {
    return Path.of(Tool.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** The tool alone, as {@code ./ipc} starts it. */
  static Tool alone(String... args) {
    return java(List.of("-jar", TOOL_JAR.toString()), args);
  }

  /** The tool with this module's jar on the class path. */
  static Tool onClassPath(String... args) {
    return java(List.of("-cp", TOOL_JAR + File.pathSeparator + SPOOL_JAR, MAIN), args);
  }

  /** The tool and its libraries as modules, with this one. */
  static Tool onModulePath(String... args) {
    String path =
        String.join(
            File.pathSeparator, LIBRARIES.toString(), TOOL_JAR.toString(), SPOOL_JAR.toString());
    return java(
        List.of("-p", path, "--add-modules", "ALL-MODULE-PATH", "-m", "io.ipc4j.examples/" + MAIN),
        args);
  }

  /** The launcher at the top of the source tree. */
  static Tool launcher(Map<String, String> environment, String... args) {
    Path launcher = Path.of("../../ipc").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    return new Tool(command, environment);
  }

  private static Tool java(List<String> how, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(how);
    command.addAll(List.of(args));
    return new Tool(command, Map.of());
  }

  /** Gives it its whole input. */
  Tool write(String input) throws IOException {
    try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
      out.write(input);
    }
    return this;
  }

  /** Gives it some input, and leaves it waiting for more. */
  @SuppressWarnings("resource") // closing the writer would end the input
  void writeOn(String input) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(input).flush();
  }

  /** Kills it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits until it has ended with success, and returns what it has printed. */
  String output() throws IOException, InterruptedException {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(process + "\n" + output + Files.readString(errors));
    }
    return output;
  }

  /** Waits until it has failed, and returns what it has said. */
  String failure() throws IOException, InterruptedException {
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() == 0) {
      throw new AssertionError(process + " did not fail");
    }
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(errors);
  }
}
