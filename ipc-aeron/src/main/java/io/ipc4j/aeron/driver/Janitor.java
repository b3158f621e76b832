package io.ipc4j.aeron.driver;

import io.aeron.CncFileDescriptor;
import io.aeron.DriverProxy;
import io.ipc4j.aeron.posix.LockFile;
import io.ipc4j.error.IpcResourceException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/**
 * Tells the driver which of its clients are dead. The driver itself would conclude that from
 * silence, and so take a process for dead that is only stopped; its own time-out is set so long
 * that it never comes to that.
 *
 * <p>Belongs to one thread.
 */
final class Janitor implements AutoCloseable {
  private final DriverHome home;
  private final MappedByteBuffer cnc;
  private final long driverStart;
  private final ManyToOneRingBuffer toDriver;

  Janitor(DriverHome home) {
    this.home = home;
    this.cnc = IoUtil.mapExistingFile(home.media().resolve("cnc.dat").toFile(), "cnc");
    DirectBuffer metaData = CncFileDescriptor.createMetaDataBuffer(cnc);
    this.driverStart = CncFileDescriptor.startTimestampMs(metaData);
    this.toDriver = new ManyToOneRingBuffer(CncFileDescriptor.createToDriverBuffer(cnc, metaData));
  }

  /** Closes dead clients and returns how many live. */
  int sweep() {
    int living = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home.clients())) {
      for (Path file : files) {
        living += isAlive(file) ? 1 : 0;
      }
    } catch (IOException | DirectoryIteratorException | IpcResourceException e) {
      return Math.max(1, living); // can't tell: nobody is declared dead
    }
    return living;
  }

  private boolean isAlive(Path path) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (LockFile file = LockFile.open(path)) {
      if (!file.tryLock(0)) {
        return true;
      }
      String[] words = Files.readString(path).split(" ", -1);
      if (words.length == 2 && words[0].equals(Long.toString(driverStart))) {
        new DriverProxy(toDriver, Long.parseLong(words[1])).clientClose();
      }
      Files.deleteIfExists(path);
      return false;
    }
  }

  @Override
  public void close() {
    BufferUtil.free(cnc);
  }
}
