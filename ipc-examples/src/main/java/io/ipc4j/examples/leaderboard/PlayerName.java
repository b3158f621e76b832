package io.ipc4j.examples.leaderboard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A name of up to 24 bytes of UTF-8, as three numbers: records in a region have one size, and text
 * has not.
 *
 * @param first its first 8 bytes
 * @param second the next ones
 * @param third the last ones
 */
public record PlayerName(long first, long second, long third) {
  private static final int BYTES = 24;

  /**
   * Makes a name; what is too long is cut off.
   *
   * @param text the name
   * @return the same name in a fixed size
   */
  public static PlayerName of(String text) {
    String cut = text;
    while (cut.getBytes(StandardCharsets.UTF_8).length > BYTES) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(cut.getBytes(StandardCharsets.UTF_8)).clear();
    return new PlayerName(bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(first).putLong(second).putLong(third);
    return new String(bytes.array(), StandardCharsets.UTF_8).replace("\0", "");
  }
}
