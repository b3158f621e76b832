package io.ipc4j.aeron.link;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an end says of itself: who it is, what it does, and where it can be reached.
 *
 * <pre>
 *  0  u64 magic           8  u8 version   9  u8 byte order (1 little, 2 big)  10  u8 role
 * 16  u64 id of the end  24  u64 capacity  32  u64 process id, 0 if unknown
 * 40  i32 control stream, i32 data stream (0: none), i32 broadcast stream (0: none)
 * 52  i32 session of the broadcast stream, i32 port of the streams, i32 port of the broadcast
 * 64  agreement (24 bytes)
 * 88  u16 namespace, u16 channel, u16 session: lengths in bytes, u16 zero
 * 96  namespace, channel, session in UTF-8
 * </pre>
 *
 * <p>Words are little-endian. The byte order is that of words which the layers above write in
 * native order.
 *
 * @param id tells ends apart, drawn at random
 * @param role what the end does
 * @param capacity how many bytes it keeps in flight towards each peer
 * @param pid its process, 0 if unknown
 * @param places where it can be reached
 * @param agreement what it expects both ends to have in common
 * @param namespace the namespace of the channel
 * @param channel the channel
 * @param session who it is, for people
 */
record Card(
    long id,
    Role role,
    long capacity,
    long pid,
    Places places,
    Agreement agreement,
    String namespace,
    String channel,
    String session) {

  /**
   * The streams of an end.
   *
   * @param control where it is told what was consumed, and who comes and goes
   * @param data where it reads what is meant for it alone, 0 if nowhere
   * @param broadcast where all its subscribers read, 0 if nowhere
   * @param broadcastSession the session of the broadcast stream
   * @param port the port of control and data, 0 on one machine
   * @param broadcastPort the port that subscribers announce themselves at, 0 if none
   */
  record Places(
      int control, int data, int broadcast, int broadcastSession, int port, int broadcastPort) {}

  private static final long MAGIC =
      MemorySegment.ofArray("ipc4jaer".getBytes(StandardCharsets.US_ASCII))
          .get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
  private static final byte VERSION = 1;
  private static final byte ORDER =
      (byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
  private static final int FIXED = 96;
  private static final int LONGEST_TEXT = 256;

  /** The longest encoded form. */
  static final int LONGEST = FIXED + 3 * LONGEST_TEXT;

  /** Code and constant; the codes are part of the protocol. */
  private static final List<Role> ROLES =
      List.of(Role.WRITER, Role.READER, Role.REQUESTER, Role.RESPONDER);

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Writes this card; returns its length in bytes. */
  int encode(MemorySegment to, long at) {
    MemorySegment bytes = to.asSlice(at, LONGEST).fill((byte) 0);
    bytes.set(LONG, 0, MAGIC);
    bytes.set(BYTE, 8, VERSION);
    bytes.set(BYTE, 9, ORDER);
    bytes.set(BYTE, 10, (byte) ROLES.indexOf(role));
    bytes.set(LONG, 16, id);
    bytes.set(LONG, 24, capacity);
    bytes.set(LONG, 32, pid);
    bytes.set(INT, 40, places.control);
    bytes.set(INT, 44, places.data);
    bytes.set(INT, 48, places.broadcast);
    bytes.set(INT, 52, places.broadcastSession);
    bytes.set(INT, 56, places.port);
    bytes.set(INT, 60, places.broadcastPort);
    agreement.encode(bytes, 64);
    int end = FIXED;
    String[] texts = {namespace, channel, session};
    for (int i = 0; i < texts.length; i++) {
      byte[] text = utf8(texts[i]);
      bytes.set(SHORT, 88 + 2 * i, (short) text.length);
      MemorySegment.copy(text, 0, bytes, BYTE, end, text.length);
      end += text.length;
    }
    return end;
  }

  private static byte[] utf8(String text) {
    String kept = text;
    byte[] bytes = kept.getBytes(StandardCharsets.UTF_8);
    while (bytes.length > LONGEST_TEXT) {
      kept = kept.substring(0, kept.length() - 1);
      bytes = kept.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  /**
   * Reads a card.
   *
   * @param bytes begins with the card
   * @param where what the bytes came from, for the error
   * @throws IpcCorruptException if it isn't one of this version and byte order
   */
  static Card decode(MemorySegment bytes, String where) {
    if (bytes.byteSize() < FIXED || bytes.get(LONG, 0) != MAGIC) {
      throw corrupt(where, "the other end does not speak this protocol");
    }
    if (bytes.get(BYTE, 8) != VERSION) {
      throw corrupt(
          where,
          "the other end speaks version "
              + bytes.get(BYTE, 8)
              + " of the protocol, this end version "
              + VERSION);
    }
    if (bytes.get(BYTE, 9) != ORDER) {
      throw corrupt(where, "the other end has another byte order");
    }
    int role = bytes.get(BYTE, 10);
    long capacity = bytes.get(LONG, 24);
    if (role < 0 || role >= ROLES.size() || capacity <= 0) {
      throw corrupt(where, "role " + role + " and capacity " + capacity);
    }
    String[] texts = new String[3];
    long at = FIXED;
    for (int i = 0; i < texts.length; i++) {
      int length = Short.toUnsignedInt(bytes.get(SHORT, 88 + 2 * i));
      if (length > bytes.byteSize() - at) {
        throw corrupt(where, "a card that is shorter than it says");
      }
      texts[i] = new String(bytes.asSlice(at, length).toArray(BYTE), StandardCharsets.UTF_8);
      at += length;
    }
    return new Card(
        bytes.get(LONG, 16),
        ROLES.get(role),
        capacity,
        bytes.get(LONG, 32),
        new Places(
            bytes.get(INT, 40),
            bytes.get(INT, 44),
            bytes.get(INT, 48),
            bytes.get(INT, 52),
            bytes.get(INT, 56),
            bytes.get(INT, 60)),
        Agreement.decode(bytes, 64, where),
        texts[0],
        texts[1],
        texts[2]);
  }

  private static IpcCorruptException corrupt(String where, String problem) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT, ErrorText.of("stream", where).problem(problem).text());
  }

  /** Whether this end and another one of the same channel complement each other. */
  boolean complements(Card other) {
    boolean sends = role == Role.WRITER || role == Role.REQUESTER;
    boolean otherSends = other.role == Role.WRITER || other.role == Role.REQUESTER;
    return sends != otherSends;
  }
}
