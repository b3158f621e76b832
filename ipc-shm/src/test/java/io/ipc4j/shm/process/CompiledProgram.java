package io.ipc4j.shm.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ipc4j.shm.file.Directories;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The C program of the tests, compiled from {@code src/test/c}. */
public final class CompiledProgram {
  private static final Path SOURCES = Path.of("src", "test", "c");

  private final Path program;

  private CompiledProgram(Path program) {
    this.program = program;
  }

  /**
   * Compiles it; the test is skipped where there is no compiler.
   *
   * @param directory where the program is put
   */
  public static CompiledProgram in(Path directory) {
    assumeTrue(isInstalled(), "needs gcc: install it to test the layout with a C program");
    Path program = directory.resolve("peer");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread"));
    command.addAll(List.of("-o", program.toString()));
    Directories.list(SOURCES).stream()
        .map(Path::toString)
        .filter(name -> name.endsWith(".c"))
        .forEach(command::add);
    try (Child gcc = Child.run(command)) {
      List<String> said = gcc.hearRest();
      assertThat(gcc.awaitEnd()).as("gcc said %s", said).isZero();
    }
    return new CompiledProgram(program);
  }

  private static boolean isInstalled() {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, "gcc"))) {
        return true;
      }
    }
    return false;
  }

  /** Starts it with these arguments. */
  public Child start(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return Child.run(command);
  }
}
