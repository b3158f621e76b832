package io.ipc4j.msg.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The layout of a frame, the unit of a byte stream: a header word, the payload, and zeros up to the
 * next multiple of 8 bytes.
 *
 * <pre>
 *  0               32      40      48              64
 * +---------------+-------+-------+---------------+   little-endian
 * | payload bytes | kind  | flags | lane (0)      |
 * +---------------+-------+-------+---------------+
 * | payload, then 0 to 7 zeros                    |
 * +-----------------------------------------------+
 * </pre>
 *
 * <p>Headers stand at multiples of 8 bytes in the stream, and buffers keep them so, so that
 * payloads are aligned in memory. The lane is for streams that are shared by several channels. The
 * kinds:
 *
 * <ul>
 *   <li>{@link #HELLO}: a {@link Hello}, the first frame in each direction
 *   <li>{@link #DATA}: one record; the flags belong to the layer above
 *   <li>{@link #ACK}: 24 bytes, how many records and how many bytes of {@code DATA} frames this end
 *       has consumed since the beginning, and how many of those records it discarded
 *   <li>{@link #FIN}: the same 24 bytes; this end closes in order, nothing follows
 *   <li>{@link #DISCARD}: empty; what arrived before and was not handed out gives way to what
 *       follows
 * </ul>
 */
public final class FrameLayout {
  /** Bytes of a header. */
  public static final int HEADER = 8;

  /** Begins each direction. */
  public static final int HELLO = 1;

  /** Carries a record. */
  public static final int DATA = 2;

  /** Tells what was consumed. */
  public static final int ACK = 3;

  /** Ends a direction in order. */
  public static final int FIN = 4;

  /** Has the reader discard what it has not handed out. */
  public static final int DISCARD = 5;

  /** Bytes of the payload of {@link #ACK} and {@link #FIN}. */
  public static final int ACK_PAYLOAD = 24;

  /** The longest payload: keeps a buffer's offsets within an int. */
  public static final long LONGEST = 512L << 20;

  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FrameLayout() {}

  /** The bytes of a frame with a payload of that length. */
  public static long size(long length) {
    return HEADER + ((length + 7) & ~7L);
  }

  /** Composes a header. */
  public static long header(int kind, int flags, long length) {
    return length | ((long) kind << 32) | ((long) flags << 40);
  }

  /** The payload's length, 0 to 2^32 - 1. */
  public static long length(long header) {
    return header & 0xFFFF_FFFFL;
  }

  /** The frame's kind. */
  public static int kind(long header) {
    return (int) (header >>> 32) & 0xFF;
  }

  /** The record's flags. */
  public static int flags(long header) {
    return (int) (header >>> 40) & 0xFF;
  }

  /** The lane; only 0 is in use. */
  public static int lane(long header) {
    return (int) (header >>> 48);
  }

  /** Reads a header or another word of the protocol. */
  public static long word(MemorySegment memory, long offset) {
    return memory.get(WORD, offset);
  }

  /** Writes a header or another word of the protocol. */
  public static void word(MemorySegment memory, long offset, long value) {
    memory.set(WORD, offset, value);
  }

  /** What an end has consumed since the beginning, of which it discarded some records. */
  public record Consumed(long records, long bytes, long discarded) {
    /** Reads the payload of {@link #ACK} or {@link #FIN}. */
    public static Consumed read(MemorySegment memory, long at) {
      return new Consumed(word(memory, at), word(memory, at + 8), word(memory, at + 16));
    }
  }

  /** Writes a whole frame of kind {@link #ACK} or {@link #FIN}. */
  public static void acknowledge(MemorySegment memory, long offset, int kind, Consumed consumed) {
    word(memory, offset, header(kind, 0, ACK_PAYLOAD));
    word(memory, offset + HEADER, consumed.records());
    word(memory, offset + HEADER + 8, consumed.bytes());
    word(memory, offset + HEADER + 16, consumed.discarded());
  }
}
