package io.ipc4j.shm.file;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.posix.Errno;
import io.ipc4j.shm.posix.OsException;
import io.ipc4j.shm.posix.Posix;
import io.ipc4j.shm.posix.Posix.FileStat;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Directories that belong to this user alone. */
public final class Directories {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int ATTEMPTS = 10;
  private static final int OTHERS = 0077;

  private Directories() {}

  /**
   * Where files go if nothing is configured: in memory, apart for each user.
   *
   * @throws IpcConfigException if this system has no such place
   */
  public static Path defaultBase() {
    if (!Files.isDirectory(MEMORY)) {
      throw refused(ErrorIds.DIRECTORY_MODE, MEMORY, "not there");
    }
    return MEMORY.resolve("ipc4j-" + Posix.effectiveUser());
  }

  /** Where files go that outlive a restart of the machine, if nothing is configured. */
  public static Path defaultFiles() {
    String data = System.getenv("XDG_DATA_HOME");
    Path base =
        data != null && data.startsWith("/")
            ? Path.of(data)
            : Path.of(System.getProperty("user.home"), ".local", "share");
    return base.resolve("ipc4j");
  }

  /**
   * Creates a directory, with what is missing above it, unless it exists; and checks that it is the
   * user's own and closed to others.
   *
   * @return the directory
   * @throws IpcConfigException if it belongs to somebody else or is open to others
   */
  public static Path require(Path directory) {
    try {
      FileStat stat = make(directory);
      if (!stat.isDirectory()) {
        throw refused(ErrorIds.DIRECTORY_MODE, directory, "not a directory");
      }
      int user = Posix.effectiveUser();
      if (stat.user() != user) {
        throw refused(
            ErrorIds.DIRECTORY_OWNER,
            directory,
            "belongs to user " + stat.user() + ", this process is user " + user);
      }
      if ((stat.permissions() & OTHERS) != 0) {
        throw refused(
            ErrorIds.DIRECTORY_MODE,
            directory,
            String.format(Locale.ROOT, "open to other users: mode %o", stat.permissions()));
      }
      return directory;
    } catch (OsException e) {
      throw SystemErrors.of(e, directory);
    }
  }

  private static FileStat make(Path directory) {
    for (int attempt = 1; ; attempt++) {
      Optional<FileStat> stat = Posix.stat(directory);
      if (stat.isPresent()) {
        return stat.get();
      }
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        make(parent);
      }
      try {
        Posix.makeDirectory(directory);
      } catch (OsException e) {
        // Others may remove what is empty while this one builds on it.
        if (e.errno() != Errno.ENOENT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Gives a directory the name of one that is empty or missing, at one instant.
   *
   * @return false if something lies in that one
   */
  public static boolean replaceEmpty(Path directory, Path name) {
    try {
      return Posix.renameOverEmpty(directory, name);
    } catch (OsException e) {
      throw SystemErrors.of(e, name);
    }
  }

  /** Removes a directory if it is empty. */
  public static void removeIfEmpty(Path directory) {
    try {
      Posix.removeDirectory(directory);
    } catch (OsException e) {
      throw SystemErrors.of(e, directory);
    }
  }

  private static IpcConfigException refused(ErrorId id, Path directory, String problem) {
    return new IpcConfigException(
        id,
        ErrorText.of("directory", directory)
            .problem(problem)
            .remedy("Choose another one by ipc.directory, or mend this one")
            .text());
  }

  /** What lies in a directory, nothing if it is gone. */
  public static List<Path> list(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(found::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException | IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("directory", directory).problem("can't be read").text(),
          e);
    }
    return found;
  }
}
