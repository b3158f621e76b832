package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.SendResult;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RecordFlags;
import io.ipc4j.spi.RecordSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Links themselves, without the layers above: what those layers rely on. */
public interface LinkRules {
  /**
   * A record that was polled.
   *
   * @param flags its flags
   * @param length its payload's length
   * @param number the number in its payload, -1 if that is too short
   */
  record Seen(int flags, long length, long number) {}

  private static List<Seen> poll(Lab lab, BareLink pair, Link link, int count) {
    List<Seen> seen = new ArrayList<>();
    lab.await(
        count + " records arrive",
        () -> {
          link.poll(
              (flags, memory, offset, length) ->
                  seen.add(new Seen(flags, length, number(memory, offset, length))),
              count - seen.size());
          pair.service();
          return seen.size() == count;
        });
    return seen;
  }

  private static long number(MemorySegment memory, long offset, long length) {
    return length < Long.BYTES
        ? -1
        : Payload.number(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  private static void offer(Lab lab, BareLink pair, Link link, int flags, long number, int length) {
    MemorySegment payload = Payload.of(number, length);
    lab.await(
        "a record is taken",
        () -> {
          pair.service();
          return link.offer(flags, payload, 0, length) == SendResult.SENT;
        });
  }

  @Rule("K-1")
  default void everyFlagIsCarriedInBothDirections(Lab lab) {
    BareLink pair = BareLink.open(lab);
    for (int flags = 0; flags <= RecordFlags.MAX; flags++) {
      offer(lab, pair, pair.here(), flags, flags, 20);
      assertThat(poll(lab, pair, pair.there(), 1)).containsExactly(new Seen(flags, 20, flags));
      offer(lab, pair, pair.there(), flags, flags, 20);
      assertThat(poll(lab, pair, pair.here(), 1)).containsExactly(new Seen(flags, 20, flags));
    }
  }

  @Rule("K-2")
  default void recordsOfEveryLengthUpToTheLongestPass(Lab lab) {
    BareLink pair = BareLink.open(lab);
    long longest = pair.here().maxRecord();
    assertThat(longest).isGreaterThanOrEqualTo(64);
    int most = (int) Math.min(longest, Lab.MAX_MESSAGE);
    for (int length : new int[] {0, 1, 63, 64, most - 1, most}) {
      offer(lab, pair, pair.here(), RecordFlags.WHOLE, length, length);
      long number = length < Long.BYTES ? -1 : length;
      assertThat(poll(lab, pair, pair.there(), 1))
          .containsExactly(new Seen(RecordFlags.WHOLE, length, number));
    }
  }

  @Rule("K-3")
  default void roomThatWasPromisedIsThere(Lab lab) {
    BareLink pair = BareLink.open(lab);
    Link writer = pair.here();
    int taken = 0;
    while (writer.hasRoom(700)) {
      pair.service();
      assertThat(writer.hasRoom(700)).as("room is still there").isTrue();
      assertThat(writer.offer(0, Payload.of(taken, 700), 0, 700)).isEqualTo(SendResult.SENT);
      taken++;
    }
    assertThat(taken).isGreaterThan(10);
    assertThat(writer.claim(700)).isEqualTo(RecordSink.NO_ROOM);
    assertThat(poll(lab, pair, pair.there(), taken)).hasSize(taken);
    lab.await(
        "there is room again",
        () -> {
          pair.service();
          return writer.hasRoom(700);
        });
  }

  @Rule("K-4")
  default void aClaimIsSeenWhenItIsCommittedAndOnlyThen(Lab lab) {
    BareLink pair = BareLink.open(lab);
    Link writer = pair.here();
    for (int round = 0; round < 3; round++) {
      long at = writer.claim(40);
      assertThat(at).isGreaterThanOrEqualTo(0);
      assertThat(at % 8).as("offset of a claim").isZero();
      writer.claimMemory().set(ValueLayout.JAVA_LONG_UNALIGNED, at, 99);
      writer.abort();
      at = writer.claim(48);
      MemorySegment.copy(Payload.of(round, 48), 0, writer.claimMemory(), at, 48);
      pair.service();
      assertThat(pair.there().hasUnread()).as("seen before it is committed").isFalse();
      writer.commit(RecordFlags.LAST);
      assertThat(poll(lab, pair, pair.there(), 1))
          .containsExactly(new Seen(RecordFlags.LAST, 48, round));
    }
  }

  @Rule("K-5")
  default void whatHadArrivedOutlivesItsWriter(Lab lab) {
    BareLink pair = BareLink.open(lab);
    Link reader = pair.there();
    for (int i = 0; i < 3; i++) {
      offer(lab, pair, pair.here(), 0, i, 32);
    }
    int before = pair.answering().generation();
    Endpoint writer = pair.asking();
    lab.start(
        "close",
        () -> {
          writer.close(lab.patience());
          return null;
        });
    List<Seen> seen = new ArrayList<>();
    lab.await(
        "the reader sees the end",
        () -> {
          pair.answering().service();
          boolean ended = reader.state() == Link.State.CLOSED;
          seen.addAll(pollAll(reader)); // a writer may wait for that before it goes
          return ended && !reader.hasUnread();
        });
    assertThat(pair.answering().generation()).as("generation").isNotEqualTo(before);
    assertThat(seen).extracting(Seen::number).containsExactly(0L, 1L, 2L);
    assertThat(reader.hasUnread()).isFalse();
    assertThat(reader.offer(0, Payload.of(1, 8), 0, 8)).isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(reader.claim(8)).isEqualTo(RecordSink.NO_READER);
  }

  private static List<Seen> pollAll(Link link) {
    List<Seen> seen = new ArrayList<>();
    int handed;
    do {
      handed =
          link.poll(
              (flags, memory, offset, length) ->
                  seen.add(new Seen(flags, length, number(memory, offset, length))),
              2);
    } while (handed > 0 || link.hasUnread());
    return seen;
  }

  @Rule("K-6")
  default void anOpenedGateIsNotSleptAt(Lab lab) throws Exception {
    BareLink pair = BareLink.open(lab);
    Gate gate = pair.answering().gate();
    long token = gate.prepare();
    gate.wake();
    assertThat(gate.signalled(token)).isTrue();
    gate.await(token, TimeUnit.DAYS.toNanos(1));
    Task<List<Seen>> waiting = lab.start("await", () -> pollOrSleep(pair.answering()));
    lab.awaitInside(waiting, "await");
    offerOnly(lab, pair, 5);
    assertThat(waiting.get()).extracting(Seen::number).containsExactly(5L);
  }

  /** As the layers above do it: announce, look once more, and only then sleep. */
  private static List<Seen> pollOrSleep(Endpoint endpoint) {
    Gate gate = endpoint.gate();
    while (true) {
      long token = gate.prepare();
      endpoint.service();
      List<Seen> seen = pollAll(endpoint.links().getFirst());
      if (!seen.isEmpty()) {
        gate.cancel();
        return seen;
      }
      gate.await(token, TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** Offers without touching the other end, which another thread owns meanwhile. */
  private static void offerOnly(Lab lab, BareLink pair, long number) {
    MemorySegment payload = Payload.of(number, 32);
    lab.await(
        "a record is taken",
        () -> {
          pair.asking().service();
          return pair.here().offer(0, payload, 0, 32) == SendResult.SENT;
        });
  }

  @Rule("K-7")
  default void aReaderThatIsGoneTakesNothing(Lab lab) {
    BareLink pair = BareLink.open(lab);
    Link writer = pair.here();
    offer(lab, pair, writer, 0, 1, 32);
    offer(lab, pair, writer, 0, 2, 32);
    assertThat(poll(lab, pair, pair.there(), 1)).hasSize(1);
    pair.answering().close(Duration.ZERO);
    lab.await(
        "the writer sees the end",
        () -> {
          pair.asking().service();
          return pollAll(writer).isEmpty() && writer.state() != Link.State.UP;
        });
    assertThat(writer.offer(0, Payload.of(3, 32), 0, 32)).isEqualTo(SendResult.NOT_CONNECTED);
    assertThat(writer.hasRoom(32)).isFalse();
    assertThat(writer.inDoubt()).isBetween(1L, 2L);
    assertThat(pair.asking().links()).containsExactly(writer);
    pair.asking().release(writer);
    assertThat(pair.asking().links()).isEmpty();
  }
}
