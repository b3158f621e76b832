package io.ipc4j.msg.stdio;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.posix.Descriptor;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What comes in over a {@link Trunk}: takes it apart into frames.
 *
 * <p><i>State:</i> guarded by {@code hearing}: the family's thread hears, or a reader who looks for
 * something sooner. <i>Nothing of the other process is trusted:</i> each header is read once and
 * checked before it is used, and a length never makes this process allocate.
 */
final class TrunkIn {
  private static final int MOST_AT_ONCE = 1 << 20;

  /** What becomes of frames, told in order. */
  interface Frames {
    /**
     * Takes a frame whose kind and length are possible.
     *
     * @param payload valid during the call
     */
    void take(int kind, int number, ByteBuffer payload) throws ProtocolException;

    /** Why nothing more comes, once the pipe has ended. */
    String ending();
  }

  private final Descriptor input;
  private final Preamble preamble;
  private final Frames frames;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(4 * TrunkLayout.LONGEST_DATA).order(ByteOrder.LITTLE_ENDIAN);
  private final ReentrantLock hearing = new ReentrantLock();
  private @Nullable String problem;
  private volatile boolean atEnd;

  /**
   * Begins before the first byte.
   *
   * @param preamble takes what comes before the protocol begins
   */
  TrunkIn(Descriptor input, Preamble preamble, Frames frames) {
    this.input = input;
    this.preamble = preamble;
    this.frames = frames;
    in.limit(0);
  }

  /** Whether all that the other process wrote before it ended or closed has been heard. */
  boolean isAtEnd() {
    return atEnd;
  }

  /** Takes what has arrived; null to go on, or why there is nothing more to come. */
  @Nullable String hear() {
    hearing.lock();
    try {
      return hear(MOST_AT_ONCE);
    } finally {
      hearing.unlock();
    }
  }

  /**
   * Takes what has arrived, for a reader that would find nothing, unless another thread does.
   *
   * @return null to go on, or why there is nothing more to come
   */
  @Nullable String help() {
    if (!hearing.tryLock()) {
      return null;
    }
    try {
      return hear(1);
    } finally {
      hearing.unlock();
    }
  }

  private @Nullable String hear(int most) {
    if (problem == null) {
      problem = tryToHear(most);
    }
    return problem;
  }

  private @Nullable String tryToHear(int most) {
    try {
      int sum = 0;
      while (sum < most) {
        in.compact();
        int read = input.read(in);
        in.flip();
        if (read < 0) {
          atEnd = true;
          return frames.ending();
        }
        if (read == 0) {
          return null;
        }
        sum += read;
        take();
      }
      return null;
    } catch (IpcException | ProtocolException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      return "its stream failed: " + e.getMessage();
    }
  }

  private void take() throws ProtocolException {
    if (!preamble.isOver() && !preamble.take(in)) {
      return;
    }
    while (in.remaining() >= TrunkLayout.HEADER) {
      long header = in.getLong(in.position());
      int length = TrunkLayout.length(header);
      if (!TrunkLayout.isPossible(TrunkLayout.kind(header), length)) {
        throw TrunkLayout.broken("frame header " + Long.toHexString(header));
      }
      if (in.remaining() < TrunkLayout.HEADER + length) {
        return;
      }
      int at = in.position() + TrunkLayout.HEADER;
      ByteBuffer payload = in.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
      in.position(at + length);
      frames.take(TrunkLayout.kind(header), TrunkLayout.number(header), payload);
    }
  }
}
