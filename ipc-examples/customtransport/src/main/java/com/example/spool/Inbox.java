package com.example.spool;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * The reading half of one direction of a link: takes record after record by its number.
 *
 * <p><i>If the process dies here:</i> the record that is being handled is still there.
 */
final class Inbox {
  private final File directory;
  private MemorySegment memory = Arena.ofAuto().allocate(4096, 8);
  private byte[] bytes = new byte[4096];
  private long next;
  private volatile boolean broken;

  Inbox(Path directory) {
    this.directory = directory.toFile();
  }

  private File file(long number) {
    return new File(directory, Long.toString(number));
  }

  boolean hasUnread() {
    return !broken && file(next).exists();
  }

  /** As {@link io.ipc4j.spi.Link#poll}. */
  int poll(RecordHandler handler, int limit) {
    int handled = 0;
    while (handled < limit && !broken && take(handler)) {
      handled++;
    }
    return handled;
  }

  private boolean take(RecordHandler handler) {
    File file = file(next);
    long length = file.length(); // 0 if it isn't there
    if (length == 0) {
      return false;
    }
    if (length < Outbox.HEADER || length > Outbox.HEADER + Outbox.LONGEST_RECORD) {
      throw corrupt(file, "length=" + length);
    }
    byte[] read = SpoolFiles.read(file, bytes, (int) length);
    if (read == null) {
      return false; // this end was closed meanwhile
    }
    bytes = read;
    int flags = bytes[0];
    if (flags < 0 || flags > RecordFlags.MAX) {
      throw corrupt(file, "flags=" + flags);
    }
    if (memory.byteSize() < bytes.length) {
      memory = Arena.ofAuto().allocate(bytes.length, 8);
    }
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, (int) length);
    try {
      handler.onRecord(flags, memory, Outbox.HEADER, length - Outbox.HEADER);
    } finally {
      next++;
      SpoolFiles.delete(file.toPath());
    }
    return true;
  }

  boolean isBroken() {
    return broken;
  }

  private IpcCorruptException corrupt(File file, String what) {
    broken = true;
    return new IpcCorruptException(ErrorIds.CORRUPT, "record=" + file + ": impossible " + what);
  }
}
