package io.ipc4j.aeron.link;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The segments over the three term buffers of a log, each made once. Belongs to who has the turn.
 */
@SuppressWarnings("ReferenceEquality") // a buffer is itself, whatever it contains
final class Terms {
  private static final int COUNT = 3;

  private final @Nullable ByteBuffer[] buffers = new ByteBuffer[COUNT];
  private final @Nullable MemorySegment[] segments = new MemorySegment[COUNT];
  private int current;
  private int next;

  /** The segment that covers the memory of a term buffer, or of the part of one. */
  MemorySegment of(DirectBuffer buffer) {
    ByteBuffer bytes = buffer.byteBuffer();
    MemorySegment segment = segments[current];
    return segment != null && buffers[current] == bytes ? segment : find(bytes);
  }

  private MemorySegment find(ByteBuffer bytes) {
    for (int i = 0; i < COUNT; i++) {
      MemorySegment segment = segments[i];
      if (segment != null && buffers[i] == bytes) {
        current = i;
        return segment;
      }
    }
    current = next;
    next = (next + 1) % COUNT;
    MemorySegment made = MemorySegment.ofBuffer(bytes.duplicate().clear());
    buffers[current] = bytes;
    segments[current] = made;
    return made;
  }
}
