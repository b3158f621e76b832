package com.example.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An empty file that is locked as long as something lives: the kernel unlocks it when the process
 * dies, and not before. Safe for any thread.
 *
 * <p><i>Ownership:</i> such a lock belongs to the process, and the kernel drops it when the process
 * closes any descriptor of the file. So the file has nothing to read, and those that this process
 * has locked are remembered, and never opened to ask whether they are locked.
 */
final class Presence implements AutoCloseable {
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final RandomAccessFile file;

  private Presence(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Locks a file, making it if it isn't there.
   *
   * @return null if somebody else has locked it
   */
  static @Nullable Presence claim(Path path) {
    if (!OWN.add(path)) {
      return null;
    }
    RandomAccessFile file = null;
    try {
      file = ignoringInterrupts(() -> Optional.ofNullable(lock(path))).orElse(null);
      return file == null ? null : new Presence(path, file);
    } catch (IOException e) {
      throw SpoolFiles.failed("locking", path, e);
    } finally {
      if (file == null) {
        OWN.remove(path);
      }
    }
  }

  private static @Nullable RandomAccessFile lock(Path path) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    FileLock lock = null;
    try {
      lock = file.getChannel().tryLock();
      return lock == null ? null : file;
    } finally {
      if (lock == null) {
        file.close();
      }
    }
  }

  /** Whether a file is there and locked by anybody. */
  static boolean isHeld(Path path) {
    if (OWN.contains(path)) {
      return true;
    }
    try {
      return ignoringInterrupts(() -> probe(path));
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw SpoolFiles.failed("looking for a lock", path, e);
    }
  }

  /** A shared lock, one at a time, so that those who ask don't take each other for the owner. */
  private static synchronized boolean probe(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        FileLock lock = file.getChannel().tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true; // by this class in another class loader of this process
    }
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  /** An interrupt closes the channel that its thread uses just then: try again without it. */
  private static <T> T ignoringInterrupts(Attempt<T> attempt) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          return attempt.run();
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Unlocks the file and leaves it, for the next {@link #claim}. Idempotent. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw SpoolFiles.failed("unlocking", path, e);
    } finally {
      OWN.remove(path);
    }
  }

  /** Removes the file, then unlocks it. */
  void leave() {
    SpoolFiles.delete(path);
    close();
  }
}
