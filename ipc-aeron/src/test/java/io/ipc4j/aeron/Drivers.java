package io.ipc4j.aeron;

import io.ipc4j.aeron.driver.DriverHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What tests do with the media driver of a directory. */
final class Drivers {
  private Drivers() {}

  /** The process of the driver that runs now; the driver itself wrote down which it is. */
  static Optional<ProcessHandle> process(Path home) {
    DriverHome place = new DriverHome(home);
    if (place.life() != DriverHome.Life.READY) {
      return Optional.empty();
    }
    String[] words = place.holder().split(" ", -1);
    return ProcessHandle.of(Long.parseLong(words[words.length - 1]));
  }

  /** Ends the driver and removes its directory. */
  static void end(Path home) throws IOException {
    Optional<ProcessHandle> driver = process(home);
    driver.ifPresent(ProcessHandle::destroyForcibly);
    driver.ifPresent(one -> one.onExit().join());
    delete(home);
  }

  /**
   * Removes a directory that is in use: at once, so that nobody makes something in it meanwhile.
   */
  static void deleteAtOnce(Path directory) throws IOException {
    Path aside = directory.resolveSibling(directory.getFileName() + ".deleted");
    delete(Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(directory)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
