package io.ipc4j.msg.fifo;

import io.ipc4j.msg.posix.Descriptor;
import io.ipc4j.msg.posix.OsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What newcomers write into the pipe at which an end listens: each one line, in one write that the
 * kernel keeps whole. A line begins with the end of another, so that garbage spoils no line but its
 * own. Belongs to one thread at a time.
 */
final class Knocks {
  private static final Pattern LINE = Pattern.compile("ipc4j 1 ([0-9a-f]{16})");
  private static final int LONGEST_LINE = 64;
  private static final int AT_ONCE = 4096;

  private final Descriptor door;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(AT_ONCE);
  private final StringBuilder line = new StringBuilder();
  private final Queue<String> ids = new ArrayDeque<>();

  Knocks(Descriptor door) {
    this.door = door;
  }

  /** An id that nobody else has. */
  static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** Says that somebody waits under an id. */
  static void knock(Descriptor door, String id) throws IOException {
    byte[] text = ("\nipc4j 1 " + id + "\n").getBytes(StandardCharsets.US_ASCII);
    if (door.write(ByteBuffer.allocateDirect(text.length).put(text).flip()) == 0) {
      throw new IOException("too many wait at the door");
    }
  }

  /** The id of the next who waits; null if there is none now. */
  @Nullable String next() throws OsException {
    if (ids.isEmpty() && door.read(bytes.clear()) > 0) {
      bytes.flip();
      while (bytes.hasRemaining()) {
        take((char) bytes.get());
      }
    }
    return ids.poll();
  }

  private void take(char c) {
    if (c == '\n') {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        ids.add(matcher.group(1));
      }
      line.setLength(0);
    } else if (line.length() < LONGEST_LINE) {
      line.append(c);
    }
  }
}
