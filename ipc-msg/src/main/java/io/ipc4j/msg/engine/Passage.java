package io.ipc4j.msg.engine;

import io.ipc4j.msg.wire.FrameLayout;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Writes a long record to a stream from the memory in which its sender has it. Not safe for
 * threads: its {@link Outbox} holds a lock.
 */
final class Passage {
  /** How long, in nanoseconds, a stream without room is tried again: its reader may be reading. */
  static final long PATIENCE = 50_000;

  private static final int ZEROS = FrameLayout.HEADER;

  /** A header, then zeros. */
  private final MemorySegment edges =
      Arena.ofAuto().allocate(ZEROS + FrameLayout.HEADER, FrameLayout.HEADER);

  private final ByteBuffer header = edges.asByteBuffer();
  private final ByteBuffer padding = edges.asByteBuffer();
  private final ByteBuffer[] parts = {header, header, padding};

  /**
   * Writes header, payload and padding until the stream has had no room for a while.
   *
   * @return how many bytes of the frame were written
   */
  long write(ByteStream stream, int flags, MemorySegment source, long offset, long length)
      throws IOException {
    long size = FrameLayout.size(length);
    FrameLayout.word(edges, 0, FrameLayout.header(FrameLayout.DATA, flags, length));
    header.position(0).limit(FrameLayout.HEADER);
    parts[1] = source.asSlice(offset, length).asByteBuffer();
    padding.limit(ZEROS + (int) (size - FrameLayout.HEADER - length)).position(ZEROS);
    long done = 0;
    long idleSince = 0;
    while (done < size) {
      long written = stream.write(parts);
      done += written;
      if (written > 0) {
        idleSince = 0;
      } else if (idleSince == 0) {
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince > PATIENCE) {
        break;
      }
    }
    parts[1] = header;
    return done;
  }

  /** Copies a frame to where it can wait, without the payload bytes that were written already. */
  void keep(
      MemorySegment target,
      int at,
      int flags,
      MemorySegment source,
      long offset,
      long length,
      long written) {
    FrameLayout.word(target, at, FrameLayout.header(FrameLayout.DATA, flags, length));
    long from = Math.max(0, written - FrameLayout.HEADER);
    if (from < length) {
      MemorySegment.copy(
          source, offset + from, target, at + FrameLayout.HEADER + from, length - from);
    }
  }
}
