package io.ipc4j.msg.stdio;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What each process says first over standard streams.
 *
 * <pre>
 *  0  u8 version   1  u8 byte order (1 little, 2 big)   2  u16 zero
 *  4  u32 user id  8  u64 process id
 * 16  u16 session, u16 namespace: lengths in bytes
 * 20  session, namespace in UTF-8
 * </pre>
 *
 * @param pid its process id
 * @param uid its user id
 * @param session its session's name
 * @param namespace its namespace: channels of another one never meet
 */
record Greeting(long pid, int uid, String session, String namespace) {
  private static final byte VERSION = 1;
  private static final byte ORDER =
      (byte) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
  private static final int FIXED = 20;
  private static final int LONGEST = 256;

  ByteBuffer encode() {
    byte[] who = shortened(session);
    byte[] where = shortened(namespace);
    ByteBuffer bytes =
        ByteBuffer.allocate(FIXED + who.length + where.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(VERSION).put(ORDER).putShort((short) 0).putInt(uid).putLong(pid);
    bytes.putShort((short) who.length).putShort((short) where.length).put(who).put(where);
    return bytes.flip();
  }

  private static byte[] shortened(String text) {
    String kept = text;
    byte[] bytes = kept.getBytes(StandardCharsets.UTF_8);
    while (bytes.length > LONGEST) {
      kept = kept.substring(0, kept.length() - 1);
      bytes = kept.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  /**
   * Reads what another process said.
   *
   * @param bytes exactly the payload
   */
  static Greeting decode(ByteBuffer bytes) throws ProtocolException {
    if (bytes.remaining() < FIXED) {
      throw TrunkLayout.broken("a greeting of " + bytes.remaining() + " bytes");
    }
    byte version = bytes.get();
    if (version != VERSION) {
      throw TrunkLayout.broken(
          "it speaks version " + version + ", this process version " + VERSION);
    }
    if (bytes.get() != ORDER) {
      throw TrunkLayout.broken("it has another byte order");
    }
    bytes.getShort();
    int uid = bytes.getInt();
    long pid = bytes.getLong();
    int who = Short.toUnsignedInt(bytes.getShort());
    int where = Short.toUnsignedInt(bytes.getShort());
    if (bytes.remaining() != who + where) {
      throw TrunkLayout.broken("a greeting that is not as long as it says");
    }
    return new Greeting(pid, uid, text(bytes, who), text(bytes, where));
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
