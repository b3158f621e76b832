package io.ipc4j.tool.trial;

import io.ipc4j.Ipc;
import io.ipc4j.config.ConfigKeys;
import io.ipc4j.spi.UserDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What trials leave in the file system: the folders of their namespace, which nobody will use again
 * because its name is random.
 */
public final class Leftovers {
  /** A media driver may outlive the trial by some seconds; it removes its own folder. */
  private static final String OF_A_DRIVER = "aeron";

  private Leftovers() {}

  /**
   * Removes them. Follows no links; what can't be removed stays, without an error.
   *
   * @param settings those of a trial that is over, in a namespace that was made for it
   */
  public static void remove(TrialSettings settings) {
    String namespace = settings.values().get(ConfigKeys.NAMESPACE.name());
    if (namespace != null) {
      bases(settings).forEach(base -> removeTree(base.resolve(namespace)));
    }
  }

  private static List<Path> bases(TrialSettings settings) {
    Optional<String> configured;
    try (Ipc ipc = Ipc.open(settings.config())) {
      configured =
          ipc.explain().entries().stream()
              .filter(entry -> entry.name().equals(ConfigKeys.DIRECTORY.name()))
              .findFirst()
              .flatMap(entry -> entry.value());
    }
    return configured
        .map(directory -> List.of(Path.of(directory)))
        .orElseGet(() ->
            List.of(
                Path.of("/dev/shm", "ipc4j-" + UserDirectory.uid()), UserDirectory.runtimeBase()));
  }

  private static void removeTree(Path top) {
    try {
      if (Files.exists(top)) {
        Files.walkFileTree(top, new Remover());
      }
    } catch (IOException e) {
      // somebody still uses it, and a folder too many is no harm
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      Path name = directory.getFileName();
      return name != null && name.toString().equals(OF_A_DRIVER)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
