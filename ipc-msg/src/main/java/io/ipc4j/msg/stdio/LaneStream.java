package io.ipc4j.msg.stdio;

import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Signal;
import io.ipc4j.msg.engine.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes between an end here and an end there, one of many that share a {@link Trunk}.
 *
 * <p><i>State:</i> what has arrived, and both windows, guarded by this object. A window is how many
 * bytes of this lane alone may be on their way or wait to be read, so that a lane whose reader
 * sleeps never holds up the others. <i>Ordering:</i> a signal follows each change.
 */
final class LaneStream implements ByteStream {
  private static final int BASE = 4 << 10;

  /** The first words of a lane always find room: whoever opens it says who it is at once. */
  private static final int FIRST_WORDS = 8 << 10;

  private final Trunk trunk;
  private final int number;
  private final Source source;
  private final Signal signal = new Signal(this::isReadable, this::isWritable);
  private byte[] ring = new byte[BASE];
  private int head;
  private int unread;
  private int consumed;
  private int room = TrunkLayout.LANE_WINDOW;
  private long written;
  private long flushedAt;
  private boolean closed;
  private boolean ended;
  private @Nullable String broken;

  LaneStream(Trunk trunk, int number) {
    this.trunk = trunk;
    this.number = number;
    this.source = new Source.OfSignal(signal);
  }

  int number() {
    return number;
  }

  // --- reading ---

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = take(target);
    if (read == 0 && target.hasRemaining()) {
      trunk.help();
      read = take(target);
    }
    return read;
  }

  private int take(ByteBuffer target) throws IOException {
    int grant;
    int taken;
    synchronized (this) {
      requireOpen();
      if (unread == 0) {
        if (broken != null) {
          throw new IOException(broken);
        }
        return ended ? -1 : 0;
      }
      taken = Math.min(unread, target.remaining());
      int first = Math.min(taken, ring.length - head);
      target.put(ring, head, first).put(ring, 0, taken - first);
      head = (head + taken) % ring.length;
      unread -= taken;
      consumed += taken;
      grant = consumed >= TrunkLayout.LANE_WINDOW / 4 && !ended ? consumed : 0;
      consumed -= grant;
    }
    if (grant > 0) {
      trunk.grant(number, grant);
    }
    return taken;
  }

  /**
   * Takes bytes that have arrived on the trunk.
   *
   * @return false if they are more than the window has room for
   */
  boolean arrived(ByteBuffer bytes) {
    int length = bytes.remaining();
    boolean first;
    synchronized (this) {
      if (length > TrunkLayout.LANE_WINDOW - unread) {
        return false;
      }
      if (length > ring.length - unread) {
        grow(unread + length);
      }
      int tail = (head + unread) % ring.length;
      int before = Math.min(length, ring.length - tail);
      bytes.get(ring, tail, before).get(ring, 0, length - before);
      first = unread == 0;
      unread += length;
    }
    if (first) {
      signal.raise();
    }
    return true;
  }

  private void grow(int needed) {
    byte[] larger = new byte[Math.max(Integer.highestOneBit(needed - 1) << 1, ring.length)];
    int first = Math.min(unread, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, unread - first);
    ring = larger;
    head = 0;
  }

  // --- writing ---

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int sum = 0;
    while (bytes.hasRemaining()) {
      int taken = writeOnce(bytes);
      if (taken == 0) {
        break;
      }
      sum += taken;
    }
    return sum;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    long sum = 0;
    for (ByteBuffer bytes : sources) {
      sum += write(bytes);
      if (bytes.hasRemaining()) {
        break;
      }
    }
    return sum;
  }

  private synchronized int writeOnce(ByteBuffer bytes) throws IOException {
    requireOpen();
    if (ended) {
      throw new IOException(broken != null ? broken : "closed by the other end");
    }
    int most = Math.min(Math.min(bytes.remaining(), room), TrunkLayout.LONGEST_DATA);
    if (most == 0) {
      return 0;
    }
    int certain = (int) Math.max(0, FIRST_WORDS - written);
    int taken = trunk.write(this, bytes, most, certain);
    room -= taken;
    written += taken;
    flushedAt = taken > 0 ? trunk.appended() : flushedAt;
    return taken;
  }

  /**
   * The other end has consumed on the trunk.
   *
   * @return false if it can't have
   */
  boolean granted(int bytes) {
    synchronized (this) {
      if (bytes <= 0 || bytes > TrunkLayout.LANE_WINDOW - room) {
        return false;
      }
      room += bytes;
    }
    signal.raise();
    return true;
  }

  /** The trunk has room again. */
  void roomMade() {
    signal.raise();
  }

  @Override
  public synchronized boolean isFlushed() {
    return ended || closed || trunk.hasFlushed(flushedAt);
  }

  // --- ending ---

  /**
   * Nothing more will come; what has arrived can be read.
   *
   * @param why what went wrong, or null if the other end closed, or ended
   */
  void end(@Nullable String why) {
    synchronized (this) {
      ended = true;
      broken = why;
    }
    signal.raise();
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("closed here");
    }
  }

  @Override
  public void close() {
    boolean tell;
    synchronized (this) {
      tell = !closed && !ended;
      closed = true;
      unread = 0;
      ring = new byte[BASE];
    }
    if (tell) {
      trunk.close(this);
    }
    signal.raise();
  }

  // --- what is known ---

  private synchronized boolean isReadable() {
    return unread > 0 || ended || closed;
  }

  private synchronized boolean isWritable() {
    return ended || closed || (room > 0 && trunk.hasRoom());
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public OptionalLong uid() {
    Greeting known = trunk.greeting();
    return known == null ? OptionalLong.empty() : OptionalLong.of(known.uid());
  }
}
