package io.ipc4j.msg.meeting;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Excludes the processes of a namespace from each other while one of them looks whether a file is
 * stale, removes it and puts its own there.
 *
 * <p>A {@link FileLock} goes when any channel of this process on the file is closed; the file is
 * opened here only, and by one thread of the virtual machine at a time. It is held for a few system
 * calls. <i>If the process dies here:</i> the kernel releases the lock; a file that nobody listens
 * at is left at most, and is taken for what it is.
 */
public final class ClaimLock {
  /** An interned string is one object for all class loaders. */
  private static final Object ONE_PER_MACHINE = "io.ipc4j.msg.meeting.ClaimLock".intern();

  private static final long NAP = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Path file;

  /** A lock on a file, which is made when it is needed. */
  public ClaimLock(Path file) {
    this.file = file;
  }

  /** What is done under the lock. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /** Runs an action alone. */
  public <T> T alone(Action<T> action) {
    synchronized (ONE_PER_MACHINE) {
      boolean interrupted = Thread.interrupted();
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        FileLock lock = acquire(channel);
        try {
          return action.run();
        } finally {
          lock.release();
        }
      } catch (IOException e) {
        throw new IpcResourceException(
            ErrorIds.SYSTEM_CALL,
            ErrorText.of("file", file).problem("cannot be used: " + e.getMessage()).text(),
            e);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private FileLock acquire(FileChannel channel) throws IOException {
    long start = System.nanoTime();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - start > PATIENCE) {
        throw new IOException("another process has locked it for too long");
      }
      LockSupport.parkNanos(this, NAP);
    }
  }
}
