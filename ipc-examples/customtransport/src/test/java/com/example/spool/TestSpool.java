package com.example.spool;

import io.ipc4j.Ipc;
import io.ipc4j.config.IpcConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A spool in a directory of a test.
 *
 * @param directory the value of {@code ipc.directory}
 */
record TestSpool(Path directory) {
  /** How long to wait for something that must happen. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  Ipc open() {
    return Ipc.open(
        IpcConfig.builder()
            .set("ipc.transport", "spool")
            .set("ipc.directory", directory.toString())
            .build());
  }

  Path channel(String name) {
    Path spool = directory.resolve("spool-" + System.getProperty("user.name"));
    return spool.resolve("default").resolve(name);
  }

  /** All files of a channel, from which others may take some meanwhile: then it looks again. */
  List<Path> files(String channel) {
    while (true) {
      try (Stream<Path> files = Files.walk(channel(channel))) {
        return files.filter(Files::isRegularFile).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      }
    }
  }

  /** The records that wait in a channel. */
  List<Path> records(String channel) {
    return files(channel).stream()
        .filter(file -> file.getParent().getFileName().toString().startsWith("to-"))
        .toList();
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("in vain: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
