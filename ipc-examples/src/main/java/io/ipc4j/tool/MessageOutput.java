package io.ipc4j.tool;

import io.ipc4j.channel.MessageHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes messages to a stream, through a large buffer that its owner flushes when nothing more
 * comes.
 *
 * <p>For use by one thread. Failures to write come as {@link UncheckedIOException} out of the
 * handler, and as {@link IOException} elsewhere.
 */
final class MessageOutput implements MessageHandler, AutoCloseable {

  private static final int CAPACITY = 1 << 18;

  private final OutputStream out;
  private final boolean raw;
  private final byte[] buffer = new byte[CAPACITY];
  private int used;
  private long lost;

  /**
   * Makes the output.
   *
   * @param out takes the bytes; closed with this object
   * @param raw whether to write the messages' bytes alone, instead of each as a line
   */
  MessageOutput(OutputStream out, boolean raw) {
    this.out = out;
    this.raw = raw;
  }

  @Override
  public void onMessage(MemorySegment memory, long offset, long length) {
    try {
      if (length >= CAPACITY - used) {
        writeInParts(memory, offset, length);
      } else {
        int bytes = (int) length;
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, buffer, used, bytes);
        used += bytes;
      }
      if (!raw) {
        buffer[used++] = '\n'; // both ways above leave room for it
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeInParts(MemorySegment memory, long offset, long length) throws IOException {
    long done = 0;
    while (done < length) {
      if (used == CAPACITY) {
        flush();
      }
      int part = (int) Math.min(length - done, CAPACITY - used);
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset + done, buffer, used, part);
      used += part;
      done += part;
    }
    if (used == CAPACITY) {
      flush();
    }
  }

  @Override
  public void onGap(long missing) {
    lost += missing;
  }

  /** How many messages were lost before one that was written. */
  long lost() {
    return lost;
  }

  /** Whether something waits for {@link #flush}. */
  boolean hasUnflushed() {
    return used > 0;
  }

  /** Writes what the buffer holds. */
  void flush() throws IOException {
    int bytes = used;
    used = 0; // also if the write fails: it must not be repeated by close
    out.write(buffer, 0, bytes);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
