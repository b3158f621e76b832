package io.ipc4j.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A measured process, and the talk with it. */
public final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GONE = "";

  private final Process process;
  private final Path errors;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  public Child(List<String> command, Path errors) throws IOException {
    this.errors = errors;
    this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    this.commands = new BufferedWriter(process.outputWriter(StandardCharsets.US_ASCII));
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("@")) {
          answers.add(line.substring(1));
        }
      }
    } catch (IOException e) {
      // the process was ended
    }
    answers.add(GONE);
  }

  public void say(String command) throws IOException {
    commands.write(command);
    commands.newLine();
    commands.flush();
  }

  /** The next answer; fails with the process's last words if there is none. */
  public String hear() throws InterruptedException {
    String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null || answer.equals(GONE)) {
      throw new IllegalStateException(
          (answer == null ? "no answer for " + PATIENCE : "it ended") + "\n" + lastWords());
    }
    return answer;
  }

  /** The next answer as pairs of names and numbers. */
  public Map<String, Double> hearNumbers() throws InterruptedException {
    Map<String, Double> numbers = new HashMap<>();
    for (String word : hear().split(" ", -1)) {
      int at = word.indexOf('=');
      if (at > 0) {
        numbers.put(word.substring(0, at), Double.valueOf(word.substring(at + 1)));
      }
    }
    return numbers;
  }

  /** Its number in the system. */
  public long pid() {
    return process.pid();
  }

  private String lastWords() {
    try {
      String text = Files.readString(errors);
      return text.substring(Math.max(0, text.length() - 4000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        say("exit");
        process.waitFor(5, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      // it is ending already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
