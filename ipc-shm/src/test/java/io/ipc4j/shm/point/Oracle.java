package io.ipc4j.shm.point;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a victim says it has done, in a file of its own that outlives it: what it began, what it was
 * told is done, and what it has handled. Nothing of it goes through what is tested.
 *
 * <pre>
 *    0  attempted     one more than the last number that it began with
 *    8  acknowledged  one more than the last number that it was told is done
 *   16  handled       how many entries follow
 *   24  first         the first number that it uses
 *   64  entries       numbers handled, the sign bit set if marked as redelivered
 * </pre>
 */
final class Oracle implements AutoCloseable {
  /** The name of the file where there is only one victim. */
  static final String NAME = "oracle";

  private static final long SIZE = 64 << 10;
  private static final long ATTEMPTED = 0;
  private static final long ACKNOWLEDGED = 8;
  private static final long HANDLED = 16;
  private static final long FIRST = 24;
  private static final long ENTRIES = 64;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  /** Opens the file, which is made with zeros where it isn't there. */
  Oracle(Path path) {
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long get(long at) {
    return (long) WORD.getVolatile(memory, at);
  }

  /** Says with which number the victim begins, before it does. */
  void begin(long first) {
    WORD.setVolatile(memory, FIRST, first);
    attempt(first - 1);
    acknowledge(first - 1);
  }

  long first() {
    return get(FIRST);
  }

  void attempt(long number) {
    WORD.setVolatile(memory, ATTEMPTED, number + 1);
  }

  void acknowledge(long number) {
    WORD.setVolatile(memory, ACKNOWLEDGED, number + 1);
  }

  void handle(long number, boolean redelivered) {
    long count = get(HANDLED);
    WORD.setVolatile(memory, ENTRIES + 8 * count, redelivered ? number | Long.MIN_VALUE : number);
    WORD.setVolatile(memory, HANDLED, count + 1);
  }

  long attempted() {
    return get(ATTEMPTED);
  }

  long acknowledged() {
    return get(ACKNOWLEDGED);
  }

  List<Handled> handled() {
    List<Handled> found = new ArrayList<>();
    for (long i = 0; i < get(HANDLED); i++) {
      long entry = get(ENTRIES + 8 * i);
      found.add(new Handled(entry & Long.MAX_VALUE, entry < 0));
    }
    return found;
  }

  @Override
  public void close() {
    arena.close();
  }

  /** A message that was handled. */
  record Handled(long number, boolean redelivered) {}
}
