package io.ipc4j.tool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Cuts a stream of bytes into messages, handing each out as soon as it is complete.
 *
 * <p>State: the bytes from {@code start} to {@code end} of the buffer are read and not handed out,
 * those before {@code scanned} have no line feed. The buffer grows to the longest message and is
 * kept. For use by one thread, which owns the arena.
 */
public final class Cutter {

  private static final long INITIAL_CAPACITY = 1 << 20;
  private static final long WHOLE = -1;
  private static final long LINES = 0;

  private final Arena arena;
  private final long size;
  private final long limit;
  private final boolean splitsLongLines;
  private MemorySegment buffer;
  private long start;
  private long end;
  private long scanned;

  private Cutter(Arena arena, long size, long limit, boolean splitsLongLines) {
    this.arena = arena;
    this.size = size;
    this.limit = limit;
    this.splitsLongLines = splitsLongLines;
    this.buffer = arena.allocate(INITIAL_CAPACITY, Long.BYTES);
  }

  /**
   * One message a line, without its line feed; a last line without one is a message too.
   *
   * @param arena holds the buffer
   * @param limit a line that is longer is handed out in part, for the target to refuse
   * @return the cutter
   */
  public static Cutter lines(Arena arena, long limit) {
    return new Cutter(arena, LINES, limit, false);
  }

  /**
   * One message a line; what is longer than the limit is cut into pieces of that size.
   *
   * @param arena holds the buffer
   * @param limit the longest message in bytes
   * @return the cutter
   */
  public static Cutter shortLines(Arena arena, long limit) {
    return new Cutter(arena, LINES, limit, true);
  }

  /**
   * Messages of one size, the last one shorter if it has to be.
   *
   * @param arena holds the buffer
   * @param size bytes a message, 1 or more
   * @param limit if the size is larger, a part is handed out for the target to refuse
   * @return the cutter
   */
  public static Cutter pieces(Arena arena, long size, long limit) {
    return new Cutter(arena, size, limit, false);
  }

  /**
   * All of the input as one message.
   *
   * @param arena holds the buffer
   * @param limit a longer input is handed out in part, for the target to refuse
   * @return the cutter
   */
  public static Cutter whole(Arena arena, long limit) {
    return new Cutter(arena, WHOLE, limit, false);
  }

  /**
   * Reads a channel to its end.
   *
   * @param input what to read
   * @param target takes the messages
   * @throws IOException if reading or the target fails
   * @throws InterruptedException if the target is interrupted
   */
  public void cut(ReadableByteChannel input, MessageTarget target)
      throws IOException, InterruptedException {
    start = 0;
    end = 0;
    scanned = 0;
    while (read(input)) {
      handOut(target);
    }
    if (end > start || size == WHOLE) {
      target.accept(buffer, start, end - start);
    }
  }

  /** Reads what is there, at least one byte; false at the end of the input. */
  private boolean read(ReadableByteChannel input) throws IOException {
    makeRoom();
    ByteBuffer free =
        buffer.asSlice(end, Math.min(buffer.byteSize() - end, Integer.MAX_VALUE)).asByteBuffer();
    int read = input.read(free);
    end += Math.max(read, 0);
    return read >= 0;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      scanned = 0;
    } else if (end == buffer.byteSize()) {
      long unread = end - start;
      boolean tight = unread > buffer.byteSize() / 2;
      MemorySegment larger = tight ? arena.allocate(2 * buffer.byteSize(), Long.BYTES) : buffer;
      MemorySegment.copy(buffer, start, larger, 0, unread);
      buffer = larger;
      scanned -= start;
      start = 0;
      end = unread;
    }
  }

  private void handOut(MessageTarget target) throws IOException, InterruptedException {
    if (size == LINES) {
      handOutLines(target);
    } else if (size > 0) {
      handOutPieces(target);
    }
    if (end - start > limit && !splitsLongLines) {
      target.accept(buffer, start, end - start);
      start = end;
    }
  }

  private void handOutPieces(MessageTarget target) throws IOException, InterruptedException {
    for (; end - start >= size; start += size) {
      target.accept(buffer, start, size);
    }
  }

  private void handOutLines(MessageTarget target) throws IOException, InterruptedException {
    while (true) {
      long lineEnd = LineFeeds.next(buffer, scanned, end);
      scanned = lineEnd;
      if (splitsLongLines) {
        splitUpTo(lineEnd, target);
      }
      if (lineEnd == end) {
        return;
      }
      target.accept(buffer, start, lineEnd - start);
      start = lineEnd + 1;
      scanned = start;
    }
  }

  private void splitUpTo(long lineEnd, MessageTarget target)
      throws IOException, InterruptedException {
    for (; lineEnd - start > limit; start += limit) {
      target.accept(buffer, start, limit);
    }
  }
}
