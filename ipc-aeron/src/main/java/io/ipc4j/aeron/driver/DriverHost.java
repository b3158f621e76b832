package io.ipc4j.aeron.driver;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.ipc4j.aeron.posix.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A media driver that runs in this process, for all clients of its home.
 *
 * <p><i>State:</i> it owns the byte {@link DriverHome#DRIVER} from beginning to end, and {@link
 * DriverHome#READY} while clients may connect. <i>Ownership:</i> {@link #sweep} belongs to one
 * thread; the driver has one of its own. <i>If the process dies here:</i> the kernel drops the
 * locks, by which the clients see it; the next driver replaces what is left of Aeron's directory. A
 * home that is deleted takes its driver with it, which must not touch another one that may be at
 * its place by then.
 */
public final class DriverHost implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DriverHost.class.getName());
  private static final long NEVER = TimeUnit.DAYS.toNanos(365);

  private final DriverHome home;
  private final LockFile lock;
  private final MediaDriver driver;
  private final Janitor janitor;
  private final @Nullable Object identity;
  private boolean closed;

  private DriverHost(
      DriverHome home, LockFile lock, @Nullable Object identity, MediaDriver driver) {
    this.home = home;
    this.lock = lock;
    this.identity = identity;
    this.driver = driver;
    this.janitor = new Janitor(home);
  }

  /**
   * Starts a driver, unless the home has one.
   *
   * @param threads makes the driver's thread
   * @return the driver, or null if there is one already
   */
  public static @Nullable DriverHost start(DriverHome home, ThreadFactory threads) {
    LockFile lock = home.openLock();
    if (!lock.tryLock(DriverHome.DRIVER)) {
      lock.close();
      return null;
    }
    try {
      Object identity = home.identity();
      home.writeHolder("process " + ProcessHandle.current().pid());
      MediaDriver driver = MediaDriver.launch(context(home, threads));
      Files.createFile(home.marker());
      DriverHost host = new DriverHost(home, lock, identity, driver);
      lock.tryLock(DriverHome.READY);
      return host;
    } catch (IOException e) {
      lock.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /**
   * One thread does everything; nobody is taken for dead or blocked for being silent, since the
   * kernel's locks tell who is dead; all memory is reserved when it is asked for.
   */
  private static MediaDriver.Context context(DriverHome home, ThreadFactory threads) {
    return new MediaDriver.Context()
        .aeronDirectoryName(home.media().toString())
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .warnIfDirectoryExists(false)
        .threadingMode(ThreadingMode.SHARED)
        .sharedThreadFactory(threads)
        .asyncExecutorEnabled(false)
        .clientLivenessTimeoutNs(NEVER)
        .publicationUnblockTimeoutNs(2 * NEVER)
        .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(NEVER))
        .termBufferSparseFile(false)
        .errorHandler(e -> LOG.log(Level.DEBUG, "media driver: {0}", e.toString()));
  }

  /** Whether the home, or Aeron's directory in it, was deleted: nobody can come here any more. */
  boolean isHomeGone() {
    try {
      return identity == null || !identity.equals(home.identity()) || !home.isMarked();
    } catch (UncheckedIOException e) {
      return false; // can't tell
    }
  }

  /**
   * Has the driver let go of dead clients.
   *
   * @return how many clients live
   */
  public int sweep() {
    return janitor.sweep();
  }

  /**
   * Ends the driver if it has no clients. One that comes at this moment either is seen, or sees
   * that the driver isn't ready any more.
   *
   * @return whether it ended
   */
  boolean endIfUnused() {
    lock.unlock(DriverHome.READY);
    if (sweep() > 0) {
      lock.tryLock(DriverHome.READY);
      return false;
    }
    close();
    return true;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean gone = isHomeGone();
    if (gone) {
      driver.context().dirDeleteOnShutdown(false);
    }
    lock.unlock(DriverHome.READY);
    janitor.close();
    driver.close();
    try {
      if (!gone) {
        home.removeHolder();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: {1}", home.path(), e.toString());
    }
    lock.close();
  }
}
