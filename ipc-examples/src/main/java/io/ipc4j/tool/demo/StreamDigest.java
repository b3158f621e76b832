package io.ipc4j.tool.demo;

import io.ipc4j.channel.MessageHandler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over messages with their boundaries: before each message its length, as eight bytes, the
 * most significant first. Also counts them. For use by one thread.
 */
final class StreamDigest implements MessageHandler {

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int CAPACITY = 1 << 16;

  private final MessageDigest sha256;
  private final byte[] buffer = new byte[CAPACITY];
  private final MemorySegment memory = MemorySegment.ofArray(buffer);
  private int used;
  private long messages;
  private long bytes;

  StreamDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void onMessage(MemorySegment source, long offset, long length) {
    messages++;
    bytes += length;
    if (CAPACITY - used < Long.BYTES) {
      flush();
    }
    memory.set(LENGTH, used, length);
    used += Long.BYTES;
    for (long done = 0; done < length; ) {
      if (used == CAPACITY) {
        flush();
      }
      int part = (int) Math.min(length - done, CAPACITY - used);
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset + done, buffer, used, part);
      used += part;
      done += part;
    }
  }

  private void flush() {
    sha256.update(buffer, 0, used);
    used = 0;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** The digest in hexadecimal digits; ends its use. */
  String hex() {
    flush();
    return HexFormat.of().formatHex(sha256.digest());
  }
}
