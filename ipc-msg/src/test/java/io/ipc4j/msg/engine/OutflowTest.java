package io.ipc4j.msg.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.msg.wire.FrameLayout;
import io.ipc4j.msg.wire.FrameLayout.Consumed;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a stream is what went in, however little the stream takes at a time. */
@Timeout(300)
class OutflowTest {
  private static final int LONGEST = 300_000;

  private final MemorySegment source = Arena.ofAuto().allocate(LONGEST, 8);

  /** A payload that tells its number and its length. */
  private void fill(long number, int length) {
    for (int i = 0; i < length; i++) {
      source.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) (number * 31 + i));
    }
  }

  private static void append(Outflow flow, MemorySegment source, int length) {
    SendRing ring = flow.ring();
    int at = ring.reserve(FrameLayout.size(length));
    FrameLayout.word(ring.memory(), at, FrameLayout.header(FrameLayout.DATA, 0, length));
    MemorySegment.copy(source, 0, ring.memory(), at + (long) FrameLayout.HEADER, length);
    flow.publish(at, FrameLayout.size(length));
  }

  private static void check(FakeStream.Frame frame, long number) {
    byte[] payload = frame.payload();
    for (int i = 0; i < payload.length; i++) {
      assertThat(payload[i]).isEqualTo((byte) (number * 31 + i));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyFrameComesOutOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    FakeStream stream = new FakeStream(() -> random.nextInt(3) == 0 ? 0 : random.nextInt(50_000));
    Outflow flow = new Outflow(stream, null);
    int[] lengths = new int[3000];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = random.nextInt(20) == 0 ? random.nextInt(LONGEST) : random.nextInt(200);
      fill(i, lengths[i]);
      if (lengths[i] > 30_000 && random.nextBoolean()) {
        flow.flush(true, true);
        flow.writeThrough(0, source, 0, lengths[i]);
      } else {
        append(flow, source, lengths[i]);
      }
      if (random.nextInt(4) == 0) {
        flow.flush(random.nextBoolean(), random.nextBoolean());
      }
    }
    flow.end(new Consumed(0, 0, 0));
    while (!flow.finish()) {
      assertThat(flow.failure()).isNull();
    }
    List<FakeStream.Frame> frames = stream.frames();
    assertThat(frames).hasSize(lengths.length + 1);
    assertThat(FrameLayout.kind(frames.getLast().header())).isEqualTo(FrameLayout.FIN);
    for (int i = 0; i < lengths.length; i++) {
      assertThat(frames.get(i).payload()).hasSize(lengths[i]);
      check(frames.get(i), i);
    }
  }

  @Test
  void theRingShrinksAgain() {
    FakeStream stream = new FakeStream(() -> Integer.MAX_VALUE);
    Outflow flow = new Outflow(stream, null);
    append(flow, source, LONGEST);
    long large = flow.ring().memory().byteSize();
    for (int i = 0; i < 2000; i++) {
      flow.flush(false, true);
      append(flow, source, 64);
    }
    assertThat(large).isGreaterThanOrEqualTo(LONGEST);
    assertThat(flow.ring().memory().byteSize()).isLessThan(LONGEST);
  }

  /**
   * A reader that takes what comes at random, discards when told, and acknowledges: with what it
   * got and what was counted as lost, nothing is missing, and the newest came.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsReplacedIsCounted(long seed) {
    Random random = new Random(seed);
    FakeStream stream = new FakeStream(() -> random.nextInt(3) == 0 ? 0 : random.nextInt(3_000));
    long capacity = 16 << 10;
    Credit credit = new Credit(new ReentrantLock(), capacity);
    Replacer replacer = new Replacer(credit, capacity);
    Outflow flow = new Outflow(stream, replacer);
    int sent = 5000;
    for (int i = 0; i < sent; i++) {
      int length = Long.BYTES + random.nextInt(300);
      long size = FrameLayout.size(length);
      source.set(RecordFlags.COUNT_LAYOUT, 0, i);
      if (!credit.covers(size, flow.isEmpty())) {
        replacer.replace(flow.ring(), size);
      }
      credit.spend(0, size);
      append(flow, source, length);
      if (random.nextInt(3) == 0) {
        flow.flush(false, true);
      }
      assertThat(flow.ring().queued()).isLessThanOrEqualTo((int) capacity + 512);
    }
    flow.end(new Consumed(0, 0, 0));
    while (!flow.finish()) {
      assertThat(flow.failure()).isNull();
    }
    long next = 0;
    for (FakeStream.Frame frame : stream.frames()) {
      MemorySegment payload = MemorySegment.ofArray(frame.payload());
      if (FrameLayout.kind(frame.header()) != FrameLayout.DATA) {
        continue;
      }
      long value = payload.get(RecordFlags.COUNT_LAYOUT, 0);
      if (FrameLayout.flags(frame.header()) == RecordFlags.GAP) {
        next += value;
      } else {
        assertThat(value)
            .as("the record after all that came and all that was lost")
            .isEqualTo(next);
        next++;
      }
    }
    assertThat(next).isEqualTo(sent);
    assertThat(credit.overwritten()).isPositive();
  }
}
