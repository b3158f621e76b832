package io.ipc4j.msg.wire;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What each end says first: who it is, what it does, and what it expects both to have in common.
 *
 * <pre>
 *  0  u64 magic          8  u8 version   9  u8 byte order (1 little, 2 big)
 * 10  u8 role           11  u8 status   12  u8 replaces (0|1)   13  zeros
 * 16  u64 capacity      24  u64 process id, 0 if unknown
 * 32  agreement (24 bytes)
 * 56  u16 channel, u16 session, u16 reason, u16 namespace: lengths in bytes
 * 64  u64 end
 * 72  channel, session, reason, namespace in UTF-8
 * </pre>
 *
 * <p>Words are little-endian. The byte order is that of payload words which the layers above write
 * in native order; both ends must have the same.
 *
 * @param status whether this end takes the other one
 * @param role what this end does
 * @param replaces whether new records from this end take the place of old ones
 * @param capacity how many bytes this end keeps in flight towards the other
 * @param pid this end's process id, 0 if unknown
 * @param agreement what this end expects both to have in common
 * @param channel the channel's name
 * @param session this end's session
 * @param reason why this end refuses the other; empty if it doesn't
 * @param namespace the namespace, where one place serves several; else empty
 * @param end tells this end from others of the session, where that matters; else 0
 */
public record Hello(
    Status status,
    Role role,
    boolean replaces,
    long capacity,
    long pid,
    Agreement agreement,
    String channel,
    String session,
    String reason,
    String namespace,
    long end) {

  /** Whether an end takes the other one. */
  public enum Status {
    /** Yes, or the other end is to decide. */
    WELCOME,
    /** No: the two agreements differ. */
    MISMATCH,
    /** No, for the given reason. */
    REFUSED,
    /** Not yet: nobody is here for that channel; the answer comes when somebody is. */
    WAIT,
    /** No: the channel has another receiver or responder, which the reason names. */
    TAKEN,
    /** Only asks who is here; the answer is the other end's hello, and no link comes of it. */
    ASKING
  }

  /** An end of which neither the namespace matters nor which one of its session it is. */
  public Hello(
      Status status,
      Role role,
      boolean replaces,
      long capacity,
      long pid,
      Agreement agreement,
      String channel,
      String session,
      String reason) {
    this(status, role, replaces, capacity, pid, agreement, channel, session, reason, "", 0);
  }

  /** The same end, found in a namespace, and told from others of its session. */
  public Hello identified(String inNamespace, long itsEnd) {
    return new Hello(
        status,
        role,
        replaces,
        capacity,
        pid,
        agreement,
        channel,
        session,
        reason,
        inNamespace,
        itsEnd);
  }

  /** The longest encoded form. */
  public static final int LONGEST = 2048;

  /** Code and constant; the codes are part of the protocol. */
  private static final List<Role> ROLES =
      List.of(Role.WRITER, Role.READER, Role.REQUESTER, Role.RESPONDER);

  private static final List<Status> STATUSES =
      List.of(
          Status.WELCOME,
          Status.MISMATCH,
          Status.REFUSED,
          Status.WAIT,
          Status.TAKEN,
          Status.ASKING);
  private static final long MAGIC =
      MemorySegment.ofArray("ipc4jmsg".getBytes(StandardCharsets.US_ASCII))
          .get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
  private static final byte VERSION = 1;
  private static final byte ORDER =
      (byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
  private static final int FIXED = 72;
  private static final int LONGEST_REASON = 1000;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The same end, with another status. */
  public Hello answering(Status newStatus, String newReason) {
    return new Hello(
        newStatus, role, replaces, capacity, pid, agreement, channel, session, newReason, namespace,
        end);
  }

  /** The same end, called something else. */
  public Hello withSession(String name) {
    return new Hello(
        status, role, replaces, capacity, pid, agreement, channel, name, reason, namespace, end);
  }

  /** The bytes of this hello, without a frame header. */
  public MemorySegment encode() {
    byte[][] texts = {
      utf8(channel, 256), utf8(session, 256), utf8(reason, LONGEST_REASON), utf8(namespace, 256)
    };
    int length = FIXED;
    for (byte[] text : texts) {
      length += text.length;
    }
    MemorySegment bytes = Arena.ofAuto().allocate(length, 8);
    FrameLayout.word(bytes, 0, MAGIC);
    bytes.set(BYTE, 8, VERSION);
    bytes.set(BYTE, 9, ORDER);
    bytes.set(BYTE, 10, (byte) ROLES.indexOf(role));
    bytes.set(BYTE, 11, (byte) STATUSES.indexOf(status));
    bytes.set(BYTE, 12, (byte) (replaces ? 1 : 0));
    FrameLayout.word(bytes, 16, capacity);
    FrameLayout.word(bytes, 24, pid);
    agreement.encode(bytes, 32);
    FrameLayout.word(bytes, 64, end);
    long at = FIXED;
    for (int i = 0; i < texts.length; i++) {
      bytes.set(SHORT, 56 + 2 * i, (short) texts[i].length);
      MemorySegment.copy(texts[i], 0, bytes, BYTE, at, texts[i].length);
      at += texts[i].length;
    }
    return bytes;
  }

  private static byte[] utf8(String text, int longest) {
    String kept = text;
    byte[] bytes = kept.getBytes(StandardCharsets.UTF_8);
    while (bytes.length > longest) {
      kept = kept.substring(0, kept.length() - 1);
      bytes = kept.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  /**
   * Reads what another end said.
   *
   * @param bytes exactly the payload
   * @param where what the bytes came from, for the error
   * @throws IpcCorruptException if it is not a hello of this version and byte order
   */
  public static Hello decode(MemorySegment bytes, String where) {
    if (bytes.byteSize() < FIXED || FrameLayout.word(bytes, 0) != MAGIC) {
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
    String[] texts = new String[4];
    long at = FIXED;
    for (int i = 0; i < texts.length; i++) {
      int length = Short.toUnsignedInt(bytes.get(SHORT, 56 + 2 * i));
      if (length > bytes.byteSize() - at) {
        throw corrupt(where, "a hello that is shorter than it says");
      }
      texts[i] = new String(bytes.asSlice(at, length).toArray(BYTE), StandardCharsets.UTF_8);
      at += length;
    }
    long capacity = FrameLayout.word(bytes, 16);
    if (capacity <= 0) {
      throw corrupt(where, "a capacity of " + capacity);
    }
    return new Hello(
        constant(STATUSES, bytes.get(BYTE, 11), where),
        constant(ROLES, bytes.get(BYTE, 10), where),
        bytes.get(BYTE, 12) == 1,
        capacity,
        FrameLayout.word(bytes, 24),
        Agreement.decode(bytes, 32, where),
        texts[0],
        texts[1],
        texts[2],
        texts[3],
        FrameLayout.word(bytes, 64));
  }

  private static <T> T constant(List<T> values, int code, String where) {
    if (code < 0 || code >= values.size()) {
      throw corrupt(where, "an unknown code " + code + " in the hello");
    }
    return values.get(code);
  }

  private static IpcCorruptException corrupt(String where, String problem) {
    return new IpcCorruptException(
        ErrorIds.CORRUPT, ErrorText.of("connection", where).problem(problem).text());
  }
}
