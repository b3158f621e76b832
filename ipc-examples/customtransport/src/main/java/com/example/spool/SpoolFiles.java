package com.example.spool;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories, with errors that name them.
 *
 * <p>Contents go through {@code java.io} streams: a {@code FileChannel}, which {@code Files} uses
 * too, fails in a thread whose interrupt status is set, and sending must not.
 */
final class SpoolFiles {
  /** Belongs to the user that this process runs as. */
  static final Path OWN_PROCESS = Path.of("/proc/self");

  private static final String OWNER_ONLY = "rwx------";
  private static final int LONGEST_TEXT = 4096;

  private SpoolFiles() {}

  /** Makes or takes the spool directory in {@code base}; refuses one that others may enter. */
  static Path privateDirectory(Path base) {
    String user = System.getProperty("user.name");
    Path directory = base.resolve(SpoolProvider.NAME + "-" + user);
    try {
      try {
        Files.createDirectories(base);
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
      } catch (FileAlreadyExistsException e) {
        // as it should be, after the first time
      }
      requirePrivate(directory);
      return directory.toRealPath();
    } catch (IOException e) {
      throw failed("making a directory", directory, e);
    }
  }

  private static void requirePrivate(Path directory) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isDirectory()
        || !PosixFilePermissions.toString(found.permissions()).equals(OWNER_ONLY)) {
      throw refused(
          ErrorIds.DIRECTORY_MODE,
          directory,
          "must be a directory that its owner alone may enter",
          "Run chmod 700, or choose another ipc.directory");
    }
    if (!found.owner().equals(Files.getOwner(OWN_PROCESS))) {
      throw refused(
          ErrorIds.DIRECTORY_OWNER,
          directory,
          "belongs to " + found.owner().getName(),
          "Choose another ipc.directory");
    }
  }

  private static IpcResourceException refused(
      ErrorId id, Path directory, String problem, String remedy) {
    return new IpcResourceException(
        id, ErrorText.of("directory", directory).problem(problem).remedy(remedy).toString());
  }

  static Path makeDirectories(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw failed("making a directory", directory, e);
    }
  }

  static void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("renaming to", to, e);
    }
  }

  /** Makes an empty file, if its directory is still there. */
  static void touch(Path file) {
    try {
      new FileOutputStream(file.toFile()).close();
    } catch (FileNotFoundException e) {
      // the other end has removed the directory
    } catch (IOException e) {
      throw failed("making", file, e);
    }
  }

  /** Writes a file under another name first, so that it is there whole or not at all. */
  static void publish(byte[] bytes, int length, Path temporary, Path file) {
    try {
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        out.write(bytes, 0, length);
      }
      rename(temporary, file);
    } catch (IOException e) {
      delete(temporary);
      throw failed("writing", file, e);
    }
  }

  /**
   * Reads a whole file into an array.
   *
   * @param bytes an array that may be large enough
   * @param length the file's length
   * @return that array or a larger one, or null if the file is gone or has another length
   */
  static byte @Nullable [] read(File file, byte[] bytes, int length) {
    byte[] target = length <= bytes.length ? bytes : new byte[Math.max(length, bytes.length * 2)];
    try (FileInputStream in = new FileInputStream(file)) {
      return in.readNBytes(target, 0, length) == length ? target : null;
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw failed("reading", file.toPath(), e);
    }
  }

  /** A short text that another process wrote; null if it is not there, or not short. */
  static @Nullable String readText(Path path) {
    File file = path.toFile();
    int length = (int) Math.min(file.length(), LONGEST_TEXT);
    byte[] bytes = read(file, new byte[length], length);
    return bytes == null ? null : new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Deletes a file, or a directory with all that is in it, as far as it can be. */
  static void delete(Path path) {
    File file = path.toFile();
    if (!file.delete()) {
      File[] inside = file.listFiles();
      if (inside != null) {
        for (File each : inside) {
          delete(each.toPath());
        }
        boolean _ = file.delete(); // who finds it there later tries again
      }
    }
  }

  static IpcResourceException failed(String what, Path path, IOException cause) {
    Path folder = path.getParent();
    boolean full = folder != null && folder.toFile().isDirectory() && isFull(folder);
    return new IpcResourceException(
        full ? ErrorIds.NO_SPACE : ErrorIds.SYSTEM_CALL,
        ErrorText.of("path", path).problem(what + " failed: " + cause.getMessage()).toString(),
        cause);
  }

  private static boolean isFull(Path folder) {
    return folder.toFile().getUsableSpace() < LONGEST_TEXT;
  }
}
