package io.ipc4j.tool.demo;

import io.ipc4j.tool.MessageTarget;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The first messages of a corpus, in memory. For use by one thread.
 *
 * <p>State: message {@code i} lies between {@code ends[i - 1]} and {@code ends[i]}.
 */
final class Sample {

  private static final long CAPACITY = 16 << 20;
  private static final int MOST_MESSAGES = 1 << 20;
  private static final int INITIAL_MESSAGES = 1 << 16;
  private static final int LOOK_AT_CLOCK_EVERY = 64;

  private final MemorySegment memory;
  private long[] ends = new long[INITIAL_MESSAGES];
  private int messages;

  private Sample(MemorySegment memory) {
    this.memory = memory;
  }

  /** Reads the messages that fit into 16 MiB; further ones are left out. */
  static Sample of(Corpus corpus, Arena arena) throws IOException, InterruptedException {
    Sample sample = new Sample(arena.allocate(CAPACITY, Long.BYTES));
    try {
      corpus.cut(sample::add);
    } catch (FullException e) {
      // the rest of the corpus is not needed
    }
    return sample;
  }

  /** Ends the reading of a corpus that is larger than the sample. */
  private static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private void add(MemorySegment source, long offset, long length) throws FullException {
    long start = start(messages);
    if (length > CAPACITY - start || messages == MOST_MESSAGES) {
      throw new FullException();
    }
    if (messages == ends.length) {
      ends = Arrays.copyOf(ends, 2 * messages);
    }
    MemorySegment.copy(source, offset, memory, start, length);
    ends[messages++] = start + length;
  }

  private long start(int message) {
    return message == 0 ? 0 : ends[message - 1];
  }

  boolean isEmpty() {
    return messages == 0;
  }

  /** Hands out all messages, or those that it can until the clock shows {@code end}. */
  void send(MessageTarget target, long end) throws IOException, InterruptedException {
    for (int i = 0; i < messages; i++) {
      target.accept(memory, start(i), ends[i] - start(i));
      if (i % LOOK_AT_CLOCK_EVERY == 0 && System.nanoTime() >= end) {
        return;
      }
    }
  }
}
