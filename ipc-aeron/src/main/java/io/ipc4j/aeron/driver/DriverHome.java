package io.ipc4j.aeron.driver;

import io.aeron.CommonContext;
import io.ipc4j.aeron.posix.LockFile;
import io.ipc4j.spi.UserDirectory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The directory that a media driver and its clients share, for this user alone (0700):
 *
 * <pre>
 *  media/       Aeron's own directory; a file ipc4j in it says that its driver holds the locks
 *  lock         bytes locked by whoever: 0 is the driver, 1 is a driver that is ready, 2 starts one
 *  driver.id    who the driver is, for people
 *  driver.log   what a driver in a process of its own says
 *  clients/     a locked file per living client
 * </pre>
 *
 * <p>The locks are the kernel's word on who is alive: none outlives its process, and none is
 * dropped for one that is merely stopped. A driver of other making, which holds none, is recognised
 * by Aeron's heartbeat. Immutable, safe for any thread.
 *
 * @param path the directory
 */
public record DriverHome(Path path) {
  /** The byte that belongs to the driver. */
  static final long DRIVER = 0;

  /** The byte that a driver locks as long as clients may connect. */
  static final long READY = 1;

  /** The byte of one who starts a driver. */
  static final long STARTING = 2;

  private static final String LOCK = "lock";
  private static final long FOREIGN_TIMEOUT_MILLIS = 10_000;

  /** What is known of the driver. */
  public enum Life {
    /** It runs and holds the lock. */
    READY,
    /** A driver that knows nothing of the locks runs there. */
    FOREIGN,
    /** There is none, or it isn't ready. */
    NONE
  }

  /** Makes what is missing, and checks that it is this user's alone. */
  public DriverHome {
    UserDirectory.create(path);
    UserDirectory.create(path.resolve("clients"));
  }

  /** Aeron's directory. */
  public Path media() {
    return path.resolve("media");
  }

  Path clients() {
    return path.resolve("clients");
  }

  Path log() {
    return path.resolve("driver.log");
  }

  Path marker() {
    return media().resolve("ipc4j");
  }

  /** Opens the file of the locks. */
  public LockFile openLock() {
    return LockFile.open(path.resolve(LOCK));
  }

  /**
   * What tells this directory from a later one at its place, for who has its lock open; null if it
   * is gone.
   *
   * @throws UncheckedIOException if that can't be told
   */
  public @Nullable Object identity() {
    try {
      return Files.readAttributes(
              path.resolve(LOCK), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a driver is there. Doesn't wait. */
  public Life life() {
    if (!Files.isDirectory(path)) {
      return Life.NONE;
    }
    try (LockFile lock = openLock()) {
      if (lock.isHeldElsewhere(READY)) {
        return Life.READY;
      }
      if (lock.isHeldElsewhere(DRIVER)) {
        return Life.NONE; // it comes or goes: what stands in media may be its predecessor's
      }
    }
    File media = media().toFile();
    return media.isDirectory()
            && !isMarked()
            && CommonContext.isDriverActive(media, FOREIGN_TIMEOUT_MILLIS, text -> {})
        ? Life.FOREIGN
        : Life.NONE;
  }

  /** Whether Aeron's directory is there, and of a driver that holds the locks. */
  boolean isMarked() {
    return Files.exists(marker());
  }

  /** Who the driver is, for people. */
  public String holder() {
    try {
      return Files.readString(path.resolve("driver.id"));
    } catch (IOException e) {
      return "a process of this user";
    }
  }

  void writeHolder(String text) throws IOException {
    Files.write(path.resolve("driver.id"), text.getBytes(StandardCharsets.UTF_8));
  }

  void removeHolder() throws IOException {
    Files.deleteIfExists(path.resolve("driver.id"));
  }
}
