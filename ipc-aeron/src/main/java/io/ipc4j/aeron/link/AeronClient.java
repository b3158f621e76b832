package io.ipc4j.aeron.link;

import io.aeron.Aeron;
import io.aeron.CncFileDescriptor;
import io.aeron.exceptions.AeronException;
import io.ipc4j.aeron.driver.ClientMark;
import io.ipc4j.aeron.driver.DriverHome;
import io.ipc4j.aeron.posix.LockFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.MappedByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one run of the media driver. Belongs to the keeper's thread.
 *
 * <p>It lives until the driver ends; the links over it may outlive that by what they have unread,
 * so it is closed when the last of them is given back.
 */
final class AeronClient {
  private static final Logger LOG = System.getLogger(AeronClient.class.getName());
  private static final long NEVER = TimeUnit.DAYS.toMillis(365);
  private static final long FOREIGN_TIMEOUT = 10_000;
  private static final long LOOK_EVERY = 50_000_000;
  private static final int LONGEST_NAME = 100;

  private final DriverHome home;
  private final ClientMark mark;
  private final Aeron aeron;
  private final boolean foreign;
  private final LockFile lock;
  private final @Nullable Object place;
  private long nextLook;
  private boolean alive = true;
  private int users;

  private AeronClient(
      DriverHome home, LockFile lock, ClientMark mark, Aeron aeron, boolean foreign) {
    this.home = home;
    this.lock = lock;
    this.place = home.identity();
    this.mark = mark;
    this.aeron = aeron;
    this.foreign = foreign;
  }

  /** Connects to the driver, or returns null if none is ready. */
  static @Nullable AeronClient connect(DriverHome home, String name) {
    LockFile lock = home.openLock(); // stays open, so that no other file gets its identity
    try {
      AeronClient client = connect(home, lock, name);
      if (client == null) {
        lock.close();
      }
      return client;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static @Nullable AeronClient connect(DriverHome home, LockFile lock, String name) {
    ClientMark mark = ClientMark.make(home);
    try {
      DriverHome.Life life = home.life(); // after the mark: a driver that ends looks the other way
      if (life == DriverHome.Life.NONE) {
        mark.close();
        return null;
      }
      boolean foreign = life == DriverHome.Life.FOREIGN;
      Aeron aeron = Aeron.connect(context(home, name, foreign));
      mark.name(startOf(home), aeron.clientId());
      return new AeronClient(home, lock, mark, aeron, foreign);
    } catch (AeronException e) {
      LOG.log(Level.DEBUG, "{0}: {1}", home.path(), e.toString());
      mark.close();
      return null; // it has just ended
    } catch (RuntimeException e) {
      mark.close();
      throw e;
    }
  }

  private static Aeron.Context context(DriverHome home, String name, boolean foreign) {
    return new Aeron.Context()
        .aeronDirectoryName(home.media().toString())
        .driverTimeoutMs(foreign ? FOREIGN_TIMEOUT : NEVER)
        .useConductorAgentInvoker(true)
        .clientName(name.substring(0, Math.min(name.length(), LONGEST_NAME)))
        .errorHandler(AeronClient::onError)
        .subscriberErrorHandler(AeronClient::onError);
  }

  private static void onError(Throwable e) {
    LOG.log(Level.DEBUG, "aeron: {0}", e.toString());
  }

  private static long startOf(DriverHome home) {
    MappedByteBuffer cnc = IoUtil.mapExistingFile(home.media().resolve("cnc.dat").toFile(), "cnc");
    try {
      return CncFileDescriptor.startTimestampMs(CncFileDescriptor.createMetaDataBuffer(cnc));
    } finally {
      BufferUtil.free(cnc);
    }
  }

  Aeron aeron() {
    return aeron;
  }

  /** Lets the client do what is due; returns how much that was. */
  int work() {
    return alive ? aeron.conductorAgentInvoker().invoke() : 0;
  }

  /** Whether the driver is still there. */
  boolean isAlive(long now) {
    if (alive && now - nextLook >= 0) {
      nextLook = now + LOOK_EVERY;
      alive =
          !aeron.isClosed()
              && place != null
              && place.equals(home.identity())
              && (foreign || home.life() == DriverHome.Life.READY);
    }
    return alive && !aeron.isClosed();
  }

  /** Whether the driver was there when it was last looked for. */
  boolean wasAlive() {
    return alive && !aeron.isClosed();
  }

  void hold() {
    users++;
  }

  void drop() {
    users--;
  }

  boolean isUsed() {
    return users > 0;
  }

  /** Gives everything back to the driver. Nobody uses anything of the client's any more. */
  void close() {
    try {
      aeron.close();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "closing: {0}", e.toString());
    }
    mark.close();
    lock.close();
  }
}
