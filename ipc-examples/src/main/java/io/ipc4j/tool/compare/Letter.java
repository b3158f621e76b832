package io.ipc4j.tool.compare;

import io.ipc4j.tool.ExitCode;
import io.ipc4j.tool.ToolException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * A message in memory of one's own, which says what the other end is to do with it. For use by one
 * thread.
 *
 * <pre>
 *   0   kind      one of the constants
 *   8   sequence  counts up, so that a lost or repeated message is seen
 *  16   count     in the answer to {@link #TOTAL}: how many messages of the stream came in order
 *  24   ...       whatever was there
 * </pre>
 */
final class Letter {

  /** Send it back. */
  static final long ECHO = 1;

  /** Count it. */
  static final long STREAM = 2;

  /** Send it back with the count of the stream, and begin a new one. */
  static final long TOTAL = 3;

  /** Send it back; it is the last one. */
  static final long END = 4;

  /** How long one end waits for the other. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final long KIND_AT = 0;
  private static final long SEQUENCE_AT = 8;
  private static final long COUNT_AT = 16;

  private final MemorySegment memory;
  private long length;

  Letter(Arena arena, long largest) {
    memory = arena.allocate(largest, Long.BYTES);
    memory.fill((byte) 'm');
  }

  void write(long kind, long sequence) {
    memory.set(ValueLayout.JAVA_LONG, KIND_AT, kind);
    memory.set(ValueLayout.JAVA_LONG, SEQUENCE_AT, sequence);
  }

  void count(long count) {
    memory.set(ValueLayout.JAVA_LONG, COUNT_AT, count);
  }

  /** Copies a message to here. */
  void take(MemorySegment source, long offset, long bytes) {
    MemorySegment.copy(source, offset, memory, 0, bytes);
    length = bytes;
  }

  MemorySegment memory() {
    return memory;
  }

  long length() {
    return length;
  }

  long kind() {
    return memory.get(ValueLayout.JAVA_LONG, KIND_AT);
  }

  long sequence() {
    return memory.get(ValueLayout.JAVA_LONG, SEQUENCE_AT);
  }

  long count() {
    return memory.get(ValueLayout.JAVA_LONG, COUNT_AT);
  }

  /** Checks that this is the answer to a message that was sent. */
  void mustAnswer(long sequence) throws ToolException {
    if (sequence() != sequence) {
      throw new ToolException(
          ExitCode.FAILURE,
          "message %s was answered by message %s".formatted(sequence, sequence()));
    }
  }

  /** Checks that all messages of a stream came, in order. */
  void mustCount(long sent) throws ToolException {
    if (count() != sent) {
      throw new ToolException(
          ExitCode.FAILURE, "%s messages were sent, %s came in order".formatted(sent, count()));
    }
  }
}
