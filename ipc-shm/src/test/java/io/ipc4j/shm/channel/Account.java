package io.ipc4j.shm.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one process of a test has done, in a file of its own that outlives its death: numbers in the
 * order they were noted, how many there are, and a few words more.
 */
final class Account implements AutoCloseable {
  private static final long ENTRIES = 1 << 20;
  private static final long COUNT = 0;
  private static final long ATTEMPTED = 8;
  private static final long CORRUPT = 16;
  private static final long STOP = 24;
  private static final long FIRST = 64;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  Account(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(MapMode.READ_WRITE, 0, FIRST + 8 * ENTRIES, arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes a number. */
  void note(long number) {
    long count = count();
    WORD.set(memory, FIRST + 8 * count, number);
    WORD.setRelease(memory, COUNT, count + 1);
  }

  /** How many numbers are noted. */
  long count() {
    return (long) WORD.getAcquire(memory, COUNT);
  }

  /** One of the numbers. */
  long number(long index) {
    return (long) WORD.get(memory, FIRST + 8 * index);
  }

  /** How many are about to be noted. */
  void attempt(long count) {
    WORD.setRelease(memory, ATTEMPTED, count);
  }

  /** How many were about to be noted. */
  long attempted() {
    return (long) WORD.getAcquire(memory, ATTEMPTED);
  }

  /** Notes that something else came than was sent. */
  void corrupt() {
    WORD.setRelease(memory, CORRUPT, 1L);
  }

  /** Whether that was noted. */
  boolean isCorrupt() {
    return (long) WORD.getAcquire(memory, CORRUPT) != 0;
  }

  /** Asks the process to end. */
  void stop() {
    WORD.setRelease(memory, STOP, 1L);
  }

  /** Whether the process is asked to end. */
  boolean isStopped() {
    return (long) WORD.getAcquire(memory, STOP) != 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
