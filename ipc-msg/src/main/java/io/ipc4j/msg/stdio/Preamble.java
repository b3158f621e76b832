package io.ipc4j.msg.stdio;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a child writes to its standard output before it speaks the protocol: a few lines of its own,
 * or of its virtual machine, which belong to standard error. Belongs to one thread; what it shows
 * is for any.
 */
final class Preamble {
  /** How many bytes there may be; a program that isn't a child of this kind writes more. */
  static final int MOST = 64 << 10;

  private static final int SHOWN = 60;

  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private volatile boolean over;

  /** Begins; there may be {@code most} bytes. */
  Preamble(int most) {
    this.most = most;
  }

  /** Whether the protocol has begun. */
  boolean isOver() {
    return over;
  }

  /**
   * Takes what comes before the protocol.
   *
   * @return whether the protocol has begun, where the buffer now stands
   */
  boolean take(ByteBuffer in) throws ProtocolException {
    int begin = TrunkLayout.findMagic(in);
    int end = begin >= 0 ? begin : Math.max(in.position(), in.limit() - tail(in));
    byte[] taken = new byte[end - in.position()];
    in.get(taken);
    bytes.writeBytes(taken);
    if (bytes.size() > most) {
      throw new ProtocolException("it does not speak the protocol of stdio");
    }
    if (begin >= 0) {
      in.position(begin + TrunkLayout.magic().length);
      over = true;
    }
    return over;
  }

  /** How many bytes at the end may be the beginning of the magic. */
  private static int tail(ByteBuffer in) {
    byte[] magic = TrunkLayout.magic();
    for (int length = Math.min(magic.length - 1, in.remaining()); length > 0; length--) {
      int same = 0;
      while (same < length && in.get(in.limit() - length + same) == magic[same]) {
        same++;
      }
      if (same == length) {
        return length;
      }
    }
    return 0;
  }

  /** All that was written. */
  synchronized byte[] content() {
    return bytes.toByteArray();
  }

  /** What was written, in a few words. */
  String text() {
    byte[] all = content();
    if (all.length == 0) {
      return "wrote nothing";
    }
    int shown = Math.min(all.length, SHOWN);
    String text = new String(all, 0, shown, StandardCharsets.UTF_8);
    String printable = text.strip().replaceAll("[^\\p{Print}]", ".");
    return "wrote \"" + printable + "\"" + (all.length > shown ? " and more" : "");
  }
}
