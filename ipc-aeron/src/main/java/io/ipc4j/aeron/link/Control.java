package io.ipc4j.aeron.link;

import io.aeron.ExclusivePublication;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message of the control streams: a word that says what it is, three numbers, and perhaps a card.
 *
 * <pre>
 *  0  u8 kind, u8 status, 6 zeros       8  u64 a     16  u64 b     24  u64 c     32  card
 *
 *  HELLO    card of the connector
 *  WELCOME  a: id of whom it is for, b: session of the data stream towards it; card of the
 *           listener; status 1: the agreements differ
 *  JOIN     a: id of whom it is for, b: id of who joins, c: session of its data stream
 *  ACK      a: records, b: position up to which they were consumed
 *  BYE      a, b: as in ACK; c: records that this end has sent
 * </pre>
 *
 * <p>Words are little-endian. This object is a buffer for one message at a time, and belongs to who
 * has the turn of the stream.
 */
final class Control {
  static final int HELLO = 1;
  static final int WELCOME = 2;
  static final int JOIN = 3;
  static final int ACK = 4;
  static final int BYE = 5;

  /** The status of an end that can't take the other one. */
  static final int MISMATCH = 1;

  static final int HEADER = 32;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(HEADER + Card.LONGEST);
  private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
  private final MemorySegment memory = MemorySegment.ofBuffer(bytes);

  /** Writes a message; true if it was taken. */
  boolean offer(ExclusivePublication to, int kind, long a, long b, long c) {
    return send(to, compose(kind, 0, a, b, c));
  }

  /** Writes a message with a card; true if it was taken. */
  boolean offer(ExclusivePublication to, int kind, int status, long a, long b, Card card) {
    return send(to, compose(kind, status, a, b, 0) + card.encode(memory, HEADER));
  }

  private int compose(int kind, int status, long a, long b, long c) {
    memory.set(LONG, 0, kind | ((long) status << 8));
    memory.set(LONG, 8, a);
    memory.set(LONG, 16, b);
    memory.set(LONG, 24, c);
    return HEADER;
  }

  private boolean send(ExclusivePublication to, int length) {
    long result = to.offer(buffer, 0, length);
    if (result == ExclusivePublication.ADMIN_ACTION) {
      result = to.offer(buffer, 0, length); // the term was full; the next one has begun
    }
    return result > 0;
  }

  /** A message that was read. */
  record Message(int kind, int status, long a, long b, long c, MemorySegment rest) {
    /** Reads a message, or one of no known kind if it is too short. */
    static Message read(MemorySegment message) {
      if (message.byteSize() < HEADER) {
        return new Message(0, 0, 0, 0, 0, MemorySegment.NULL);
      }
      long word = message.get(LONG, 0);
      return new Message(
          (int) (word & 0xFF),
          (int) (word >>> 8) & 0xFF,
          message.get(LONG, 8),
          message.get(LONG, 16),
          message.get(LONG, 24),
          message.asSlice(HEADER));
    }
  }
}
