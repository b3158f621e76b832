package io.ipc4j.spi;

import io.ipc4j.config.ConfigKeys;
import io.ipc4j.config.ResolvedConfig;
import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Directories for a transport's files: made for this user alone, and checked to be so.
 *
 * <p>A directory is used only if it is one (no symbolic link), belongs to the user of this process,
 * and gives no right to anybody else; then nobody else can put files there, or exchange them. Safe
 * for any thread.
 */
public final class UserDirectory {
  private static final int OTHERS = 0_077;
  private static final int PERMISSIONS = 0_7777;

  private static final Path STATUS = Path.of("/proc/self/status");

  private static volatile int uid = -1;

  private UserDirectory() {}

  /**
   * Where files of this user go by default that need not outlive the system's run: {@code
   * $XDG_RUNTIME_DIR/ipc4j}, or {@code /tmp/ipc4j-UID} without that variable.
   *
   * @return a path, which need not exist
   */
  public static Path runtimeBase() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return runtime != null && runtime.startsWith("/")
        ? Path.of(runtime, "ipc4j")
        : Path.of("/tmp", "ipc4j-" + uid());
  }

  /**
   * The directory of a namespace, created if it is missing.
   *
   * @param config tells the base by {@link ConfigKeys#DIRECTORY}
   * @param otherwise the base if the configuration doesn't tell it
   * @return an absolute path to a checked directory
   * @throws IpcResourceException if it can't be created, or isn't this user's alone
   */
  public static Path ofNamespace(ResolvedConfig config, Path otherwise) {
    Path base = config.find(ConfigKeys.DIRECTORY).orElse(otherwise).toAbsolutePath();
    create(base);
    Path directory = base.resolve(config.get(ConfigKeys.NAMESPACE));
    create(directory);
    return directory;
  }

  /**
   * Creates a directory, with missing parents, if it is missing, and checks it.
   *
   * @param directory what to create
   * @throws IpcResourceException if it can't be created, or isn't this user's alone
   */
  public static void create(Path directory) {
    try {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        makeAll(directory);
      }
      check(directory);
    } catch (IOException e) {
      throw new IpcResourceException(
          ErrorIds.SYSTEM_CALL,
          ErrorText.of("directory", directory)
              .problem("cannot be created: " + reason(e))
              .remedy("Choose another one by " + ConfigKeys.DIRECTORY.name())
              .text(),
          e);
    }
  }

  private static void makeAll(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.exists(parent)) {
      makeAll(parent);
    }
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // another process was faster, or it is something else: the check tells
    }
  }

  private static void check(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(ErrorIds.DIRECTORY_MODE, directory, "is not a directory");
    }
    int owner = number(directory, "unix:uid");
    if (owner != uid()) {
      throw refused(
          ErrorIds.DIRECTORY_OWNER,
          directory,
          "belongs to user " + owner + ", and this process is of user " + uid());
    }
    int mode = number(directory, "unix:mode") & PERMISSIONS;
    if ((mode & OTHERS) != 0) {
      throw refused(
          ErrorIds.DIRECTORY_MODE,
          directory,
          "other users have rights there (mode " + Integer.toOctalString(mode) + ", not 700)");
    }
  }

  private static int number(Path directory, String attribute) throws IOException {
    return Files.getAttribute(directory, attribute, LinkOption.NOFOLLOW_LINKS) instanceof Integer i
        ? i
        : -1;
  }

  private static IpcResourceException refused(ErrorId id, Path directory, String problem) {
    return new IpcResourceException(
        id,
        ErrorText.of("directory", directory)
            .problem(problem)
            .remedy(
                id.equals(ErrorIds.DIRECTORY_MODE)
                    ? "Restrict it (chmod 700), or choose another one by "
                        + ConfigKeys.DIRECTORY.name()
                    : "Choose another one by " + ConfigKeys.DIRECTORY.name())
            .text());
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return e.getClass().getSimpleName() + (reason == null ? "" : ": " + reason);
  }

  /**
   * The user of this process.
   *
   * @return the effective user id
   * @throws IpcResourceException if the system doesn't tell
   */
  public static int uid() {
    int known = uid;
    if (known < 0) {
      try {
        known = Files.isReadable(STATUS) ? uidFromStatus() : uidFromFile();
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        throw new IpcResourceException(
            ErrorIds.SYSTEM_CALL,
            ErrorText.of("user").problem("the system does not tell this process's user id").text(),
            e);
      }
      uid = known;
    }
    return known;
  }

  /** The line is {@code Uid: real effective saved filesystem}. */
  private static int uidFromStatus() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      String[] words = line.split("\\s+", -1);
      if (words.length > 2 && words[0].equals("Uid:")) {
        return Integer.parseInt(words[2]);
      }
    }
    return uidFromFile();
  }

  private static int uidFromFile() throws IOException {
    Path file = Files.createTempFile("ipc4j", "");
    try {
      return number(file, "unix:uid");
    } finally {
      Files.delete(file);
    }
  }
}
