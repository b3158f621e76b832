package io.ipc4j.shm.process;

import io.ipc4j.tests.kit.SmallJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Another process, mostly a virtual machine that runs a main class of the tests, talked to by
 * lines.
 *
 * <p>What it said is part of every failure. Closing kills it.
 */
public final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader from;
  private final List<String> said = new ArrayList<>();

  private Child(Process process) {
    this.process = process;
    this.from = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a main class in a small virtual machine. */
  public static Child start(Class<?> main, String... arguments) {
    return start(List.of("--enable-native-access=ALL-UNNAMED"), main, arguments);
  }

  /** Starts a main class in a small virtual machine with other options. */
  public static Child start(List<String> options, Class<?> main, String... arguments) {
    return startBy(List.of(), options, main, arguments);
  }

  /** Starts a main class by another program, such as {@code unshare}, which gets the command. */
  public static Child startBy(
      List<String> program, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(SmallJvm.command(main, options, arguments));
    return run(command);
  }

  /** Starts any program. */
  public static Child run(List<String> command) {
    try {
      return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line that begins so, and returns its rest. */
  public String hear(String beginning) {
    try {
      while (true) {
        String line = from.readLine();
        if (line == null) {
          throw new AssertionError("child ended before it said " + beginning + ": " + said);
        }
        said.add(line);
        if (line.startsWith(beginning)) {
          return line.substring(beginning.length()).strip();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes to its standard input. */
  public void tell(String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its next line. */
  public String hearAny() {
    return hear("");
  }

  /** Whether {@link #hearAny} wouldn't wait. */
  public boolean hasSaidMore() {
    try {
      return from.ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, and returns all that it said but {@link #hear} hasn't returned. */
  public List<String> killAndHearRest() {
    kill();
    return hearRest();
  }

  /** Waits until it says nothing more; returns all that {@link #hear} hasn't returned. */
  public List<String> hearRest() {
    List<String> rest = new ArrayList<>();
    try {
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        rest.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rest;
  }

  /** Whether it has ended. */
  public boolean hasEnded() {
    return !process.isAlive();
  }

  /** Its process number. */
  public long pid() {
    return process.pid();
  }

  /** Kills it by SIGKILL; when this returns the kernel has taken its locks. */
  public void kill() {
    strike();
    awaitEnd();
  }

  /** Sends it SIGKILL, and doesn't wait. */
  public void strike() {
    process.toHandle().destroyForcibly(); // unlike the process itself, keeps what it said
  }

  /** Waits until it has ended; its exit code. */
  public int awaitEnd() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Sends a signal such as {@code STOP}, and waits until that has stopped all threads. */
  public void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    if (name.equals("STOP")) {
      Await.until("all threads are stopped", () -> hasEnded() || isStopped());
    }
  }

  private boolean isStopped() {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
      return threads.allMatch(Child::isStopped);
    } catch (IOException | UncheckedIOException e) {
      return false; // it has ended meanwhile
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException e) {
      return true; // a thread that has ended runs no more
    }
  }

  @Override
  public void close() {
    kill();
  }

  @Override
  public String toString() {
    return "child " + pid() + " said " + said;
  }
}
