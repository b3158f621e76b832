package io.ipc4j.msg.stdio;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The layout of what goes over a pair of standard streams: {@link #MAGIC} once, then frames, each a
 * header word and its payload, without padding.
 *
 * <pre>
 *  0               24      32                      64
 * +---------------+-------+-----------------------+   little-endian
 * | payload bytes | kind  | number                |
 * +---------------+-------+-----------------------+
 * | payload                                       |
 * +-----------------------------------------------+
 * </pre>
 *
 * <p>What a number counts depends on the kind. <i>Ends</i> are ends of channels that listen, each
 * side numbers its own; <i>lanes</i> are streams between two ends, numbered by the side that opens
 * them: the parent takes even numbers, the child odd ones. The kinds:
 *
 * <ul>
 *   <li>{@link #GREETING}: a {@link Greeting}, the first frame in each direction
 *   <li>{@link #END}, {@link #NO_END}: an end has begun to listen, its hello is the payload; or has
 *       ceased to
 *   <li>{@link #OPEN}: begins a lane to the end whose number is the payload
 *   <li>{@link #DATA}: bytes of a lane, no more than its window has room for
 *   <li>{@link #WINDOW}: the reader of a lane has consumed as many bytes as the payload says
 *   <li>{@link #CLOSE}: ends a lane in both directions
 *   <li>{@link #HOLD}, {@link #RELEASE}: the child asks to be, or to be no more, the only receiver
 *       of a channel; the number tells requests apart
 *   <li>{@link #ANSWER}: empty for yes, or who holds the channel
 *   <li>{@link #BYE}: this side closes in order, nothing follows
 * </ul>
 */
final class TrunkLayout {
  static final int HEADER = 8;

  static final int GREETING = 1;
  static final int END = 2;
  static final int NO_END = 3;
  static final int OPEN = 4;
  static final int DATA = 5;
  static final int WINDOW = 6;
  static final int CLOSE = 7;
  static final int HOLD = 8;
  static final int RELEASE = 9;
  static final int ANSWER = 10;
  static final int BYE = 11;

  /** The most bytes of one {@link #DATA} frame: others get their turn between two of them. */
  static final int LONGEST_DATA = 32 << 10;

  /** The most bytes of any other frame. */
  static final int LONGEST_OTHER = 4 << 10;

  /** How many bytes of a lane may be on their way, or wait to be read. */
  static final int LANE_WINDOW = 256 << 10;

  private static final byte[] MAGIC = "\0ipc4j\1\n".getBytes(StandardCharsets.US_ASCII);

  private TrunkLayout() {}

  /** What begins each direction; told apart from text by its first byte. */
  static byte[] magic() {
    return MAGIC.clone();
  }

  static long header(int kind, int number, int length) {
    return length | ((long) kind << 24) | ((long) number << 32);
  }

  static int length(long header) {
    return (int) header & 0xFF_FFFF;
  }

  static int kind(long header) {
    return (int) (header >>> 24) & 0xFF;
  }

  static int number(long header) {
    return (int) (header >>> 32);
  }

  /** Whether there is such a kind, and its frames may be that long. */
  static boolean isPossible(int kind, int length) {
    return switch (kind) {
      case DATA -> length <= LONGEST_DATA;
      case GREETING, END, HOLD, RELEASE, ANSWER -> length <= LONGEST_OTHER;
      case OPEN, WINDOW -> length == Integer.BYTES;
      case NO_END, CLOSE, BYE -> length == 0;
      default -> false;
    };
  }

  /** Where {@link #MAGIC} begins in what has arrived, or -1. */
  static int findMagic(ByteBuffer bytes) {
    for (int at = bytes.position(); at + MAGIC.length <= bytes.limit(); at++) {
      int i = 0;
      while (i < MAGIC.length && bytes.get(at + i) == MAGIC[i]) {
        i++;
      }
      if (i == MAGIC.length) {
        return at;
      }
    }
    return -1;
  }

  /** What to throw for bytes that no process of this kind writes. */
  static ProtocolException broken(String what) {
    return new ProtocolException("it broke the protocol: " + what);
  }
}
