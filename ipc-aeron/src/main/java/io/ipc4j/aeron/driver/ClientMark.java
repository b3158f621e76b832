package io.ipc4j.aeron.driver;

import io.ipc4j.aeron.posix.LockFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The locked file that says that a client of the driver lives, and which one it is.
 *
 * <p>It is locked before the client looks for the driver, so that a driver which is about to end
 * for want of clients sees it. <i>If the process dies here:</i> the kernel drops the lock, and the
 * driver's {@link Janitor} has the client closed.
 */
public final class ClientMark implements AutoCloseable {
  private final LockFile file;

  private ClientMark(LockFile file) {
    this.file = file;
  }

  /** Makes the mark of a client that has no number yet. */
  public static ClientMark make(DriverHome home) {
    while (true) {
      String name = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      LockFile file = LockFile.open(home.clients().resolve(name));
      if (file.tryLock(0) && Files.exists(file.path())) {
        return new ClientMark(file);
      }
      file.close(); // the janitor took it for that of a dead client
    }
  }

  /** Writes down which client of which driver it is. */
  public void name(long driverStart, long clientId) {
    String text = driverStart + " " + clientId;
    try (FileOutputStream out = new FileOutputStream(file.path().toFile())) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of the mark. */
  Path path() {
    return file.path();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      // the janitor will
    }
    file.close();
  }
}
