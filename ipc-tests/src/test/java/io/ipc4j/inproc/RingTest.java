package io.ipc4j.inproc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.Policy;
import io.ipc4j.spi.LocalGate;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordHandler;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One thread writes messages of many lengths, whole and in pieces, another one reads them, each as
 * fast as it can, and both sleep when they can't go on: what comes is whole and in order, what
 * doesn't come is told, and nobody sleeps for ever.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RingTest {
  private static final int CAPACITY = 512;

  /** So long that room for one, and padding before it, may need all that is unread. */
  private static final int LONGEST = CAPACITY / 2 - 16;

  private static final int MOST_PIECES = 4;
  private static final long MESSAGES = 10_000;
  private static final int SEEDS = 8;
  private static final int SEEDS_UNHINDERED = 32;

  /** Nobody sleeps as long who is woken. */
  private static final long LONG = 3_600_000_000_000L;

  private final LocalGate writerGate = new LocalGate();
  private final LocalGate readerGate = new LocalGate();

  private Ring ring(Policy policy) {
    return new Ring(CAPACITY, LONGEST, policy, writerGate, readerGate);
  }

  private static void awaitOn(LocalGate gate, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      long token = gate.prepare();
      if (condition.getAsBoolean()) {
        gate.cancel();
        return;
      }
      gate.await(token, LONG);
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("slept for ever");
      }
    }
  }

  /** The writing thread. */
  private final class Writer {
    private final Ring ring;
    private final Random random;

    Writer(Ring ring, Random random) {
      this.ring = ring;
      this.random = random;
    }

    void run() {
      for (long number = 0; number < MESSAGES; number++) {
        int pieces = random.nextInt(8) == 0 ? 2 + random.nextInt(MOST_PIECES - 1) : 1;
        for (int piece = 0; piece < pieces; piece++) {
          write(number, piece, flags(piece, pieces));
        }
        standStill(random);
        if (number % 64 == 0) {
          assertThat(ring.unreadMessages()).isBetween(0L, number + 1);
        }
      }
    }

    private int flags(int piece, int pieces) {
      if (pieces == 1) {
        return RecordFlags.WHOLE;
      }
      if (piece == 0) {
        return RecordFlags.FIRST;
      }
      int last = random.nextInt(4) == 0 ? RecordFlags.ABORT : RecordFlags.LAST;
      return piece == pieces - 1 ? last : RecordFlags.MIDDLE;
    }

    private void write(long number, int piece, int flags) {
      long length = 2 * Long.BYTES + random.nextInt(LONGEST - 2 * Long.BYTES + 1);
      long[] at = {RecordSink.NO_ROOM};
      awaitOn(writerGate, () -> (at[0] = ring.claim(length)) != RecordSink.NO_ROOM);
      MemorySegment payload = ring.memory().asSlice(at[0], length);
      payload.fill(filling(number, piece));
      payload.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
      payload.set(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES, piece);
      ring.commit(flags);
    }
  }

  /** Now and then, for a moment, so that now one thread is ahead and now the other one. */
  private static void standStill(Random random) {
    for (int i = random.nextInt(16) == 0 ? random.nextInt(2_000) : 0; i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private static byte filling(long number, int piece) {
    return (byte) (number * 31 + piece);
  }

  /** The reading thread. */
  private static final class Reader implements RecordHandler {
    private final Random random;
    private long next;
    private int nextPiece;
    private long missed;
    private long taken;

    Reader(Random random) {
      this.random = random;
    }

    @Override
    public void onRecord(int flags, MemorySegment memory, long offset, long length) {
      if (flags == RecordFlags.GAP) {
        long gap = memory.get(RecordFlags.COUNT_LAYOUT, offset);
        assertThat(gap).isPositive();
        missed += gap;
        next += gap;
        nextPiece = 0;
        return;
      }
      requireWhole(memory.asSlice(offset, length));
      boolean begins = flags == RecordFlags.WHOLE || flags == RecordFlags.FIRST;
      assertThat(begins).as("flags %s of %s", flags, next).isEqualTo(nextPiece == 0);
      nextPiece++;
      if (flags != RecordFlags.FIRST && flags != RecordFlags.MIDDLE) {
        next++;
        nextPiece = 0;
        taken++;
      }
      standStill(random);
    }

    private void requireWhole(MemorySegment payload) {
      long number = payload.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      long piece = payload.get(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES);
      if (number != next || piece != nextPiece) {
        throw new AssertionError(
            number + "." + piece + " came instead of " + next + "." + nextPiece);
      }
      byte expected = filling(number, nextPiece);
      for (long i = 2 * Long.BYTES; i < payload.byteSize(); i++) {
        if (payload.get(ValueLayout.JAVA_BYTE, i) != expected) {
          throw new AssertionError("torn: " + number + "." + piece + " at " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Policy.class,
      names = {"BLOCK", "DROP_OLDEST"})
  void whatComesIsWholeAndWhatDoesNotIsTold(Policy policy) throws InterruptedException {
    long missed = 0;
    int seeds = policy == Policy.BLOCK ? SEEDS : SEEDS_UNHINDERED;
    for (int seed = 0; seed < seeds; seed++) {
      missed += race(policy, seed);
    }
    assertThat(missed > 0).as("missed %s", missed).isEqualTo(policy == Policy.DROP_OLDEST);
  }

  /** How many messages were missed. */
  private long race(Policy policy, long seed) throws InterruptedException {
    Ring ring = ring(policy);
    Reader reader = new Reader(new Random(~seed));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread self = Thread.currentThread();
    Thread writing =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                new Writer(ring, new Random(seed)).run();
              } catch (Throwable e) {
                failure.set(e);
                self.interrupt();
              }
            });
    try {
      while (reader.next < MESSAGES) {
        awaitOn(readerGate, ring::hasUnread);
        int ignored = ring.poll(reader, 3);
      }
    } catch (AssertionError | RuntimeException | OutOfMemoryError e) {
      writing.interrupt();
      if (failure.get() != null) {
        e.addSuppressed(failure.get());
      }
      throw new AssertionError("seed " + seed, e);
    }
    writing.join();
    assertThat(failure).as("seed %s", seed).hasNullValue();
    assertThat(reader.next).isEqualTo(MESSAGES);
    assertThat(reader.taken + reader.missed).isEqualTo(MESSAGES);
    assertThat(ring.overwritten()).as("seed %s", seed).isEqualTo(reader.missed);
    assertThat(ring.hasUnread()).isFalse();
    assertThat(ring.unreadMessages()).isZero();
    return reader.missed;
  }
}
